package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the table that defines a column: the server changes an inherited column only there, for all that inherit it.
public final class ColumnOwners {
    private final Map<TableName, TableDefinition> tables = new HashMap<>();
    private final Map<TableName, TablePair> pairs = new HashMap<>();

    /// Of the columns of the target.
    ///
    /// @param pairs the tables of the run
    /// @param ancestors those that are known of the others
    public ColumnOwners(Collection<TablePair> pairs, Collection<TableDefinition> ancestors) {
        ancestors.forEach(table -> tables.put(table.name(), table));
        pairs.stream().flatMap(pair -> pair.target().stream()).forEach(table -> tables.put(table.name(), table));
        pairs.forEach(pair -> this.pairs.put(pair.name(), pair));
    }

    /// A table of the run.
    Optional<TablePair> pair(TableName table) {
        return Optional.ofNullable(pairs.get(table));
    }

    /// The table that has to get a column so that this one has it: a partition gets its columns from its partitioned
    /// table, a child those that its parent has.
    ///
    /// @param column of the source's table, which the target's lacks
    public TableName ofMissing(TableDefinition table, Column column) {
        List<TableName> parents = table.table().tree().parents();
        if (column.local() && !table.table().partition()) {
            return table.name();
        }
        for (TableName parent : parents) {
            TableDefinition above = tables.get(parent);
            if (above != null && sourceHas(parent, column)) {
                return ofMissing(above, sourceColumn(parent, column.name()).orElseThrow());
            }
        }
        if (!table.table().partition()) {
            return table.name();
        }
        TableDefinition above = tables.get(parents.getFirst());
        return above == null ? parents.getFirst() : ofMissing(above, column);
    }

    /// Whether a table of the run has the column on the source.
    public boolean sourceHas(TableName table, Column column) {
        return sourceColumn(table, column.name()).isPresent();
    }

    private Optional<Column> sourceColumn(TableName table, String column) {
        return pair(table).flatMap(pair -> pair.source().column(column));
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
