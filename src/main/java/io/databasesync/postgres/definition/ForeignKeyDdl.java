package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.session.Sql;
import java.util.List;
import java.util.stream.Stream;

/// Statements that drop a foreign key and add it again: pure text.
public final class ForeignKeyDdl {
    private ForeignKeyDdl() {}

    public static String drop(ForeignKey key) {
        return "alter table %s drop constraint %s".formatted(Sql.qualified(key.table()), Sql.identifier(key.name()));
    }

    /// Adds the key without checking the rows. Before PostgreSQL 18, a partitioned table cannot have such a key: each
    /// leaf gets it.
    public static List<String> add(ForeignKey key) {
        List<String> leaves = key.leaves();
        if (leaves == null) {
            return add(key, false);
        }
        return leaves.isEmpty()
                ? add(key, true) // there are no rows
                : leaves.stream().map(leaf -> add(key, leaf, false)).toList();
    }

    /// Adds the key as it was: checks the rows, unless the key was not validated before.
    public static List<String> addChecked(ForeignKey key) {
        return add(key, key.validated());
    }

    /// Checks the rows of a key that was added without a check. If only the leaves of a partitioned table have it,
    /// the table gets it afterwards: the server finds the keys of the leaves and does not look at the rows again.
    public static List<String> validate(ForeignKey key) {
        List<String> leaves = key.leaves();
        if (!key.validated()) {
            return List.of();
        }
        if (leaves == null) {
            return List.of(validate(key, Sql.qualified(key.table())));
        }
        return leaves.isEmpty()
                ? List.of()
                : Stream.concat(leaves.stream().map(leaf -> validate(key, leaf)), add(key, true).stream())
                        .toList();
    }

    private static String validate(ForeignKey key, String table) {
        return "alter table %s validate constraint %s".formatted(table, Sql.identifier(key.name()));
    }

    private static List<String> add(ForeignKey key, boolean checked) {
        String table = Sql.qualified(key.table());
        String add = add(key, table, checked);
        return key.comment() == null
                ? List.of(add)
                : List.of(
                        add,
                        "comment on constraint %s on %s is %s"
                                .formatted(Sql.identifier(key.name()), table, Sql.literal(key.comment())));
    }

    private static String add(ForeignKey key, String table, boolean checked) {
        return "alter table %s add constraint %s %s%s"
                .formatted(
                        table,
                        Sql.identifier(key.name()),
                        key.definition(Sql.qualified(key.referenced())),
                        checked ? "" : " not valid");
    }
}
