package io.databasesync.testing.engine;

import io.databasesync.testing.engine.Choices.Ends;

/// Settings of the databases and their role, and tables whose checks, defaults, generated columns, domains and indexes
/// call functions that rely on them.
final class GeneratedCode {
    private static final String SETTING = "do $$begin execute format('alter %s set %s', current_database()); end$$";

    private final Choices choices;
    private final GeneratedPart part = new GeneratedPart();

    /// @param restricted whether the target's server restricts the path of index builds
    GeneratedCode(Choices choices, boolean restricted) {
        this.choices = choices;
        settings();
        functions();
        if (choices.oneIn(2)) {
            calendar();
        }
        checked(restricted);
    }

    GeneratedPart part() {
        return part;
    }

    private void settings() {
        for (String setting :
                new String[] {"search_path = code, public", "timezone = ''Asia/Tokyo''", "app.least = ''-5''"}) {
            part.both(SETTING.formatted(of(), setting));
        }
        part.source(SETTING.formatted(of(), datestyle()), SETTING.formatted(of(), form()));
        part.target(SETTING.formatted(of(), datestyle()), SETTING.formatted(of(), form()));
    }

    private String of() {
        return choices.of("database %I", "role postgres in database %I");
    }

    private String datestyle() {
        return "datestyle = ''%s''".formatted(choices.of("ISO, DMY", "SQL, DMY", "German", "Postgres, MDY"));
    }

    private String form() {
        return choices.of(
                "intervalstyle = ''sql_standard''",
                "extra_float_digits = -15",
                "bytea_output = ''escape''",
                "xmloption = ''document''",
                "lc_monetary = ''C''",
                "default_transaction_isolation = ''serializable''",
                "row_security = off",
                "quote_all_identifiers = on",
                "default_toast_compression = ''pglz''",
                "check_function_bodies = off",
                "array_nulls = off",
                "escape_string_warning = off",
                "backslash_quote = on",
                "transform_null_equals = on");
    }

    private void functions() {
        part.both(
                "create schema code",
                "create function code.base(int) returns int language sql immutable as 'select $1'",
                "create function code.fits(n int) returns boolean language plpgsql as"
                        + " $$begin return base(n) >= current_setting('app.least')::int; end$$",
                "create function code.double(n int) returns int language plpgsql immutable as"
                        + " $$begin return base(n) * 2; end$$",
                "create function code.mark() returns text language plpgsql as"
                        + " $$begin return 'mark ' || base(1); end$$",
                in("create domain fitting as int check (fits(value))"));
    }

    private static String in(String statement) {
        return ("set search_path = code, public; set timezone = 'Asia/Tokyo';"
                        + " set app.least = '-5'; %s; reset search_path; reset timezone; reset app.least")
                .formatted(statement);
    }

    private void calendar() {
        Ends ends = choices.ends();
        part.on(
                ends,
                in("create table calendar (id int primary key, at timestamptz, day date, check (at::date = day))"));
        String rows = "insert into calendar select i, t, t::date from (select i, timestamptz '2026-01-01 00:30+09'"
                + " + i * interval '5 hours' as t from generate_series(1, %d) i) x";
        part.source(in(rows.formatted(choices.between(0, 50))));
        if (ends == Ends.BOTH) {
            part.target(in(rows.formatted(choices.between(0, 9))));
        }
        part.replaces(ends, "code.calendar");
    }

    private void checked(boolean restricted) {
        Ends ends = choices.ends();
        part.on(
                ends,
                in("create table checked (id int primary key, n int%s, m %s, v text default mark()%s)"
                        .formatted(
                                choices.of("", " check (fits(n))", " constraint of_n check (fits(n)) not null"),
                                choices.of("int", "fitting", "fitting[]"),
                                choices.of("", ", twice int generated always as (double(n)) stored"))));
        if (!restricted && choices.oneIn(2)) {
            part.on(ends, in("create index checked_n on checked (double(n)) where double(n) > 0"));
        }
        String rows = "insert into checked (id, n) select i, i - 5 from generate_series(1, %d) i";
        part.source(in(rows.formatted(choices.between(0, 50))));
        if (ends == Ends.BOTH) {
            part.target(in(rows.formatted(choices.between(0, 9))));
        }
        part.replaces(ends, "code.checked");
    }
}
