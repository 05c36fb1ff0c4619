package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Fix;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A column of a table that stays, at one end of a foreign key, while the column at the other end gets another type.
///
/// @param other the column of the other end with its new type
public record KeyEnd(TableName table, Column column, Column other) {
    /// A foreign key can compare all types of one set.
    private static final List<Set<String>> COMPARABLE = List.of(
            Set.of("int2", "int4", "int8"), Set.of("text", "varchar"), Set.of("date", "timestamp", "timestamptz"));

    /// Gives the column the type of the other end, unless a foreign key can compare both.
    public Optional<Difference> difference() {
        String here = column.leaf().name();
        String there = other.leaf().name();
        if (here.equals(there) || COMPARABLE.stream().anyMatch(c -> c.contains(here) && c.contains(there))) {
            return Optional.empty();
        }
        String name = Sql.readable(column.name());
        return Optional.of(new Difference(
                "column %s of table %s, at the other end of a foreign key, is %s"
                        .formatted(column.name(), table, column.type()),
                Fix.run("ALTER TABLE %s ALTER COLUMN %s TYPE %s USING %s::text::%s"
                        .formatted(Sql.readable(table), name, other.type(), name, other.type())),
                List.of(new ColumnChange(table, column.name(), false))));
    }
}
