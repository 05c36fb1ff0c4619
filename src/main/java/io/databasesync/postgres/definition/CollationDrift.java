package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.UserCollation;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a collation of the target differs from the source's collation of that name: pure text. What one of them finds
/// equal and the other one does not would break keys.
public final class CollationDrift {
    private CollationDrift() {}

    /// Empty if both find the same texts equal.
    ///
    /// @param pairs whose columns are changed to the new collation
    public static Optional<Difference> of(UserCollation source, UserCollation target, List<TablePair> pairs) {
        if (source.equates(target)) {
            return Optional.empty();
        }
        List<String> statements = new ArrayList<>();
        statements.add(
                "ALTER COLLATION %s RENAME TO %s".formatted(target.spelled(), Sql.readable(target.name() + "_old")));
        statements.add(source.createStatement());
        List<ColumnChange> changes = new ArrayList<>();
        pairs.stream()
                .flatMap(p -> p.target().stream())
                .forEach(table -> table.columns().stream()
                        .filter(c -> target.spelled().equals(c.collation()))
                        .forEach(c -> {
                            statements.add(collated(Sql.readable(table.name()), c));
                            changes.add(new ColumnChange(table.name(), c.name(), false));
                        }));
        return Optional.of(new Difference(
                "collation %s is %s on the source and %s on the target"
                        .formatted(source.spelled(), source.described(), target.described()),
                Fix.run(statements),
                changes));
    }

    private static String collated(String table, Column column) {
        return "ALTER TABLE %s ALTER COLUMN %s TYPE %s COLLATE %s"
                .formatted(table, Sql.readable(column.name()), column.type(), column.collation());
    }
}
