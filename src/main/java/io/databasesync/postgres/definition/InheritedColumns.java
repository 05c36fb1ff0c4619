package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.sync.TableName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The order of columns in a table that inherits: pure text.
public final class InheritedColumns {
    private InheritedColumns() {}

    /// Whether `CREATE TABLE ... INHERITS` gives the columns in the order that they have. It takes those of the
    /// parents first. A column that a parent got later stands behind the table's own.
    ///
    /// @param tables has every parent
    public static boolean inOrder(TableDefinition table, Map<TableName, TableDefinition> tables) {
        Set<String> made = new LinkedHashSet<>();
        for (TableName parent : table.table().tree().parents()) {
            TableDefinition above = tables.get(parent);
            if (above != null) {
                made.addAll(names(above));
            }
        }
        made.addAll(names(table));
        return List.copyOf(made).equals(names(table));
    }

    private static List<String> names(TableDefinition table) {
        return table.columns().stream().map(Column::name).toList();
    }
}
