package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.session.Sql;
import java.util.List;

/// Statements that drop a foreign key and add it again: pure text.
public final class ForeignKeyDdl {
    private ForeignKeyDdl() {}

    public static String drop(ForeignKey key) {
        return "alter table %s drop constraint %s".formatted(Sql.qualified(key.table()), Sql.identifier(key.name()));
    }

    /// Adds the key without checking the rows, where PostgreSQL allows that.
    public static List<String> add(ForeignKey key) {
        return add(key, key.partitioned() && key.validated());
    }

    /// Adds the key as it was: checks the rows, unless the key was not validated before.
    public static List<String> addChecked(ForeignKey key) {
        return add(key, key.validated());
    }

    private static List<String> add(ForeignKey key, boolean checked) {
        String table = Sql.qualified(key.table());
        String add = "alter table %s add constraint %s %s%s"
                .formatted(
                        table,
                        Sql.identifier(key.name()),
                        key.definition(Sql.qualified(key.referenced())),
                        checked ? "" : " not valid");
        return key.comment() == null
                ? List.of(add)
                : List.of(
                        add,
                        "comment on constraint %s on %s is %s"
                                .formatted(Sql.identifier(key.name()), table, Sql.literal(key.comment())));
    }

    /// Checks the rows of a key that was added without a check.
    public static String validate(ForeignKey key) {
        return "alter table %s validate constraint %s"
                .formatted(Sql.qualified(key.table()), Sql.identifier(key.name()));
    }
}
