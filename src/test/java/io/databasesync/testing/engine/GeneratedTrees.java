package io.databasesync.testing.engine;

import io.databasesync.testing.engine.Choices.Ends;
import java.util.ArrayList;
import java.util.List;

/// Partition trees of up to three levels, and inheritance trees. A target has the tree of the source, one with other
/// bounds, a plain table, or none.
final class GeneratedTrees {
    private static final int LEVELS = 3;
    private static final String ROWS =
            "insert into %s (id, k, at, v) select %d * i, (array['a','B','c','d','e'])[1 + i %% 5],"
                    + " date '2024-01-01' + i * 7 %% 900, '%s ' || i from generate_series(1, %d) i";

    private final Choices choices;
    private final GeneratedPart part = new GeneratedPart();
    private int members;

    GeneratedTrees(Choices choices) {
        this.choices = choices;
        for (int i = choices.between(1, 2); i > 0; i--) {
            partitioned("tree_" + i);
        }
        if (choices.oneIn(2)) {
            inherited();
        }
    }

    GeneratedPart part() {
        return part;
    }

    private void partitioned(String root) {
        Ends ends = choices.ends();
        List<String> source = choices.oneIn(6) ? plain(root) : tree(root);
        source.forEach(part::source);
        part.source(ROWS.formatted(root, 1, "new", choices.between(0, 200)));
        if (ends == Ends.BOTH) {
            List<String> target = choices.oneIn(2) ? source : choices.oneIn(4) ? plain(root) : tree(root);
            target.forEach(part::target);
            part.target(ROWS.formatted(root, 1, "old", choices.between(0, 40)));
        }
        part.replaces(ends, root);
        if (choices.oneIn(3)) {
            referring(root, ends);
        }
    }

    private void referring(String root, Ends ends) {
        String table = root + "_note";
        part.on(
                ends,
                "create table %1$s (id int, k text, at date, foreign key (id, k, at) references %2$s%3$s)"
                        .formatted(table, root, choices.of("", " on delete cascade", " deferrable initially deferred")),
                "insert into %s select id, k, at from %s where id %% 3 = 0".formatted(table, root));
        part.replaces(ends, table);
    }

    private static String columns(String root) {
        return "create table %s (id int not null, k text not null, at date not null, v text, primary key (id, k, at))"
                .formatted(root);
    }

    private List<String> plain(String root) {
        return List.of(columns(root));
    }

    private List<String> tree(String root) {
        Members tree = new Members(root);
        tree.statements.add(columns(root) + tree.divide(root, 1));
        tree.statements.addAll(tree.below);
        if (choices.oneIn(2)) {
            tree.statements.add("create index %1$s_v on %1$s (v)".formatted(root));
        }
        if (choices.oneIn(3)) {
            tree.statements.add("create unique index %1$s_once on %1$s (id, k, at) include (v)".formatted(root));
        }
        tree.leafs.forEach(leaf -> ofItsOwn(tree.statements, leaf));
        return List.copyOf(tree.statements);
    }

    private void ofItsOwn(List<String> statements, String leaf) {
        switch (choices.between(1, 12)) {
            case 1 -> statements.add("create index on %s (lower(v))".formatted(leaf));
            case 2 -> statements.add("alter table %s add constraint own check (id > -5)".formatted(leaf));
            case 3 -> statements.add("alter table %s alter v set default 'own'".formatted(leaf));
            case 4 -> statements.add("comment on table %s is 'a leaf'".formatted(leaf));
            case 5 -> statements.add("alter table %s set (fillfactor = 70)".formatted(leaf));
            case 6 -> statements.add("alter table %s replica identity full".formatted(leaf));
            case 7 -> statements.add("alter table %s set unlogged".formatted(leaf));
            default -> {
                // most leafs have nothing of their own
            }
        }
    }

    /// The members of one tree, and how it is divided.
    private final class Members {
        final List<String> statements = new ArrayList<>();
        final List<String> below = new ArrayList<>();
        final List<String> leafs = new ArrayList<>();
        final String root;

        Members(String root) {
            this.root = root;
        }

        String divide(String parent, int level) {
            return switch (choices.between(1, 4)) {
                case 1 -> {
                    byDates(parent, level);
                    yield " partition by range (at)";
                }
                case 2 -> {
                    byLetters(parent, level);
                    yield " partition by list (k)";
                }
                case 3 -> {
                    byHash(parent, level);
                    yield " partition by hash (id)";
                }
                default -> {
                    byTwo(parent, level);
                    yield " partition by range (id, k)";
                }
            };
        }

        private void byDates(String parent, int level) {
            String from = "minvalue";
            for (int year = choices.between(2024, 2025); year < 2027; year += choices.between(1, 2)) {
                member(parent, "for values from (%s) to ('%d-01-01')".formatted(from, year), level);
                from = "'%d-01-01'".formatted(year);
            }
            member(parent, choices.of("default", "for values from (%s) to (maxvalue)".formatted(from)), level);
        }

        private void byLetters(String parent, int level) {
            member(parent, "for values in ('a', 'B')", level);
            if (choices.oneIn(2)) {
                member(parent, "for values in ('d', null)", level);
            }
            member(parent, "default", level);
        }

        private void byHash(String parent, int level) {
            int modulus = choices.between(1, 3);
            for (int i = 0; i < modulus; i++) {
                member(parent, "for values with (modulus %d, remainder %d)".formatted(modulus, i), level);
            }
        }

        private void byTwo(String parent, int level) {
            int id = choices.between(1, 90);
            member(parent, "for values from (minvalue, minvalue) to (%d, 'c')".formatted(id), level);
            member(parent, "for values from (%d, 'c') to (maxvalue, maxvalue)".formatted(id), level);
        }

        private void member(String parent, String bound, int level) {
            members++;
            String name = choices.of("%s_%d", "\"%s part %d\"").formatted(root, members);
            if (level < LEVELS && choices.oneIn(4)) {
                int own = below.size();
                String division = divide(name, level + 1);
                below.add(own, "create table %s partition of %s %s%s".formatted(name, parent, bound, division));
                return;
            }
            leafs.add(name);
            if (choices.oneIn(4)) {
                below.add("create table %s (v text, gone int, at date not null, k text not null, id int not null)"
                        .formatted(name));
                below.add("alter table %s drop gone".formatted(name));
                below.add("alter table %s attach partition %s %s".formatted(parent, name, bound));
            } else {
                below.add("create table %s partition of %s %s".formatted(name, parent, bound));
            }
        }
    }

    private void inherited() {
        Ends ends = choices.ends();
        part.on(
                ends,
                "create table parent (id int not null, k text, at date, v text default 'of the parent')",
                "create table other_parent (w int check (w > 0))",
                "create table child (more text, v text default 'of the child') inherits (parent%s)"
                        .formatted(choices.of("", ", other_parent")),
                "create table grandchild (constraint of_grandchild check (id < 100000)) inherits (child)",
                "create table second_child () inherits (parent)",
                "create index child_id on child (id)");
        if (choices.oneIn(3)) {
            part.on(ends, "alter table parent add column late int default 7");
        }
        if (choices.oneIn(3)) {
            part.on(ends, "alter table parent add constraint of_all check (id <> 77) not valid");
        }
        for (String table : List.of("parent", "child", "grandchild", "second_child")) {
            part.source(ROWS.formatted(table, 2, "new", choices.between(0, 30)));
            part.replaces(ends, table);
            if (ends == Ends.BOTH) {
                part.target(ROWS.formatted(table, 2, "old", choices.between(0, 30)));
            }
        }
    }
}
