package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Optional;

/// A table with all that is made again when a stage of it is made.
///
/// @param foreignKeys from this table
public record TableShape(
        Table table,
        List<Column> columns,
        List<Index> indexes,
        List<Check> checks,
        List<ForeignKey> foreignKeys,
        List<Sequence> sequences,
        List<ExtendedStatistics> statistics) {

    public TableName name() {
        return table.name();
    }

    public long oid() {
        return table.oid();
    }

    /// Whether both are made by the same DDL; sizes may differ.
    public boolean sameDefinition(TableShape other) {
        return columns.equals(other.columns)
                && checks.equals(other.checks)
                && foreignKeys.equals(other.foreignKeys)
                && sequences.equals(other.sequences)
                && statistics.equals(other.statistics)
                && indexes.stream()
                        .map(Index::withoutSize)
                        .toList()
                        .equals(other.indexes.stream().map(Index::withoutSize).toList());
    }

    public Optional<Column> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /// The columns that `COPY` fills, in order.
    public List<String> writableColumns() {
        return columns.stream().filter(Column::writable).map(Column::name).toList();
    }

    public Optional<Sequence> sequenceOf(String column) {
        return sequences.stream().filter(s -> s.column().equals(column)).findFirst();
    }
}
