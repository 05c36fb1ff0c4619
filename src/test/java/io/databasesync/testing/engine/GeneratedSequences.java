package io.databasesync.testing.engine;

import io.databasesync.testing.engine.Choices.Ends;

/// Sequences that columns own, share, name as text, have from their domain, or that only an application uses.
final class GeneratedSequences {
    private final Choices choices;
    private final GeneratedPart part = new GeneratedPart();
    private int number;

    private enum Use {
        OWNED,
        NOT_OWNED,
        SHARED,
        TEXT,
        LATE_BOUND,
        DOMAIN,
        IDENTITY,
        APPLICATION
    }

    GeneratedSequences(Choices choices) {
        this.choices = choices;
        for (int i = choices.between(1, 4); i > 0; i--) {
            number++;
            add(choices.of(Use.values()));
        }
    }

    GeneratedPart part() {
        return part;
    }

    private void add(Use use) {
        String sequence = name("seq ");
        switch (use) {
            case OWNED -> {
                Ends ends = choices.ends();
                sequence(ends, sequence, false); // the name of one that comes with its table has to be free
                uses(ends, "bigint default nextval('%s')".formatted(sequence));
                part.on(ends, "alter sequence %s owned by sequenced_%d.id".formatted(sequence, number));
            }
            case NOT_OWNED -> table(sequence, "nextval('%s')".formatted(sequence));
            case SHARED -> {
                Ends ends = table(sequence, "nextval('%s')".formatted(sequence));
                number++;
                uses(ends == Ends.BOTH ? choices.ends() : ends, "bigint default nextval('%s')".formatted(sequence));
            }
            case TEXT -> table(sequence, "nextval('%s'::text)".formatted(sequence));
            case LATE_BOUND -> table(sequence, "nextval(('public.' || '%s')::text::regclass)".formatted(sequence));
            case DOMAIN -> domain(sequence);
            case IDENTITY -> identity();
            case APPLICATION -> sequence(choices.ends(), sequence);
        }
    }

    private Ends table(String sequence, String next) {
        Ends ends = choices.ends();
        sequence(ends, sequence);
        uses(ends, "bigint default " + next);
        return ends;
    }

    private void domain(String sequence) {
        Ends ends = choices.ends();
        sequence(ends, sequence);
        String domain = name("numbered ");
        part.on(ends, "create domain %s as bigint default nextval('%s')".formatted(domain, sequence));
        uses(ends, domain);
    }

    private void identity() {
        String options = choices.of("", " (increment by 7 cache 3)", " (start 5000 increment by -2 maxvalue 5000)");
        uses(
                choices.ends(),
                "bigint generated %s as identity%s".formatted(choices.of("always", "by default"), options));
    }

    private void sequence(Ends ends, String sequence) {
        sequence(ends, sequence, true);
    }

    /// Each end has its own parameters.
    private void sequence(Ends ends, String sequence, boolean mayBeThere) {
        part.source(create(sequence), position(sequence));
        if (ends == Ends.BOTH || (mayBeThere && choices.oneIn(3))) {
            part.target(create(sequence), position(sequence));
        }
    }

    private String create(String sequence) {
        return "create %ssequence %s as bigint%s%s%s"
                .formatted(
                        choices.oneIn(4) ? "unlogged " : "",
                        sequence,
                        choices.of("", " increment by 10", " cache 20"),
                        choices.of("", " start 100", " minvalue -5"),
                        choices.of("", "", " maxvalue 100000 cycle"));
    }

    private String position(String sequence) {
        return "select setval('%s', %d, %b)".formatted(sequence, choices.between(1, 3000), choices.oneIn(2));
    }

    private void uses(Ends ends, String column) {
        String table = "sequenced_" + number;
        part.on(ends, "create table %s (id %s primary key, v text)".formatted(table, column));
        part.replaces(ends, table);
        part.source(rows(table, "new", choices.between(0, 30)));
        if (ends == Ends.BOTH) {
            part.target(rows(table, "old", choices.between(0, 9)));
        }
    }

    private static String rows(String table, String value, int count) {
        return "insert into %s (v) select '%s ' || i from generate_series(1, %d) i".formatted(table, value, count);
    }

    private String name(String prefix) {
        return "\"%s%d\"".formatted(prefix, number);
    }
}
