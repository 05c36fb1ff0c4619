package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the table that defines a column: the server changes an inherited column only there, for all that inherit it.
public final class ColumnOwners {
    private final Map<TableName, TableDefinition> tables = new HashMap<>();

    /// Of the columns of the target.
    ///
    /// @param pairs with the ancestors that are known
    public ColumnOwners(Collection<TablePair> pairs) {
        pairs.stream().flatMap(pair -> pair.target().stream()).forEach(table -> tables.put(table.name(), table));
    }

    /// The table itself, or the ancestor that is the highest known one.
    public TableName of(TableDefinition table, Column column) {
        List<TableName> parents = table.table().tree().parents();
        if (column.local() || parents.isEmpty()) {
            return table.name();
        }
        for (TableName parent : parents) {
            TableDefinition above = tables.get(parent);
            if (above != null && above.column(column.name()).isPresent()) {
                return of(above, above.column(column.name()).orElseThrow());
            }
        }
        return parents.getFirst();
    }
}
