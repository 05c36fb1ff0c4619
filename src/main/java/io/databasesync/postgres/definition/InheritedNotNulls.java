package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The names of `NOT NULL` constraints that tables inherit: pure text. A table that is made anew gets the name of the
/// first parent that has a valid one. It had another name if that parent got its constraint later than the others, or
/// if it was named by a constraint that is not valid.
public record InheritedNotNulls(Map<TableName, TableDefinition> all) {

    /// @param tables that are made together, with the tables that they inherit from
    public static InheritedNotNulls of(List<TableDefinition> tables) {
        return new InheritedNotNulls(
                tables.stream().collect(Collectors.toMap(TableDefinition::name, Function.identity())));
    }

    /// The table, with the constraints whose names would be others as its own. The server allows no other way to name
    /// them, and `pg_dump` does the same.
    public TableDefinition named(TableDefinition table) {
        List<TableDefinition> parents = table.table().tree().parents().stream()
                .flatMap(p -> Optional.ofNullable(all.get(p)).stream())
                .toList();
        if (parents.size() < 2) {
            return table;
        }
        return table.with(t ->
                t.columns(table.columns().stream().map(c -> named(c, parents)).toList()));
    }

    private static Column named(Column column, List<TableDefinition> parents) {
        Column.NotNull constraint = column.notNullConstraint();
        return constraint == null || constraint.local() || comes(constraint.name(), column.name(), parents)
                ? column
                : own(column, constraint);
    }

    /// The columns as they compare: whether the table defines a constraint that it also inherits does not count,
    /// because a swap may change it.
    static List<Column> comparable(TableDefinition table) {
        return table.table().tree().parents().size() < 2
                ? table.columns()
                : table.columns().stream()
                        .map(c -> c.notNullConstraint() == null ? c : own(c, c.notNullConstraint()))
                        .toList();
    }

    private static Column own(Column column, Column.NotNull constraint) {
        return column.withNotNullConstraint(new Column.NotNull(
                constraint.name(), true, constraint.noInherit(), constraint.validated(), constraint.comment()));
    }

    private static boolean comes(String name, String column, List<TableDefinition> parents) {
        List<Column.NotNull> inherited = parents.stream()
                .flatMap(p -> p.column(column).stream())
                .flatMap(c -> Optional.ofNullable(c.notNullConstraint()).stream())
                .filter(c -> !c.noInherit())
                .toList();
        return inherited.stream()
                .filter(Column.NotNull::validated)
                .findFirst()
                .map(first -> first.name().equals(name))
                // those that are not valid are added one after the other
                .orElseGet(() -> inherited.stream()
                        .map(Column.NotNull::name)
                        .collect(Collectors.toSet())
                        .equals(Set.of(name)));
    }
}
