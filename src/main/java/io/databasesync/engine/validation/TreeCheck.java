package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.InheritedColumns;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds tables that a swap would tear from their tree: only whole trees are swapped. Children that are not selected
/// are found as dependents.
final class TreeCheck {
    private TreeCheck() {}

    /// @param existing the tables of the run that the target has
    static Optional<SyncException> obstacle(TableDefinition definition, Map<TableName, TableDefinition> existing) {
        return torn(definition, existing)
                .map(reason -> SyncException.of(
                        Reason.UnsupportedTable,
                        "table " + definition.name(),
                        "table %s is %s on the target, so it cannot be swapped".formatted(definition.name(), reason),
                        Fix.exclude(definition.name())));
    }

    private static Optional<String> torn(TableDefinition definition, Map<TableName, TableDefinition> existing) {
        Table table = definition.table();
        for (TableName parent : table.tree().parents()) {
            if (!existing.containsKey(parent)) {
                return Optional.of(
                        table.partition()
                                ? "a partition of %s, which is not selected,".formatted(parent)
                                : "a table that inherits from %s, which is not selected,".formatted(parent));
            }
        }
        return table.partition() || InheritedColumns.inOrder(definition, existing)
                ? Optional.empty()
                : Optional.of(
                        "a table whose columns are in another order than a new table that inherits from %s would have,"
                                .formatted(table.tree().parents().stream()
                                        .map(TableName::toString)
                                        .collect(Collectors.joining(" and "))));
    }
}
