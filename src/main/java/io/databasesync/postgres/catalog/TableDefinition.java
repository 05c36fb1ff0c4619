package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A table with all parts that are made again for its stage.
///
/// @param foreignKeys from this table
/// @param partitions the tree of a partitioned table, itself included; otherwise empty
@RecordBuilder
public record TableDefinition(
        Table table,
        List<Column> columns,
        List<Index> indexes,
        List<Check> checks,
        List<ForeignKey> foreignKeys,
        List<Sequence> sequences,
        List<ExtendedStatistics> statistics,
        List<Partition> partitions)
        implements TableDefinitionBuilder.With {

    public TableName name() {
        return table.name();
    }

    public long oid() {
        return table.oid();
    }

    /// Whether the same DDL makes both. Sizes and the rights of our role may differ.
    public boolean sameDefinition(TableDefinition other) {
        return table.definition().equals(other.table.definition())
                && columns.equals(other.columns)
                && checks.equals(other.checks)
                && each(foreignKeys, ForeignKey::withoutRights)
                        .equals(each(other.foreignKeys, ForeignKey::withoutRights))
                && each(sequences, Sequence::withoutRights).equals(each(other.sequences, Sequence::withoutRights))
                && statistics.equals(other.statistics)
                && samePartitions(other)
                && each(indexes, Index::withoutSize).equals(each(other.indexes, Index::withoutSize));
    }

    private static <T> List<T> each(List<T> parts, UnaryOperator<T> change) {
        return parts.stream().map(change).toList();
    }

    /// Whether both have the same partitions for the same rows.
    public boolean samePartitions(TableDefinition other) {
        if (partitions.size() != other.partitions.size()) {
            return false;
        }
        for (int i = 0; i < partitions.size(); i++) {
            if (!partitions.get(i).same(other.partitions.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// OIDs of the table and its partitions.
    public List<Long> oids() {
        return partitions.isEmpty()
                ? List.of(oid())
                : partitions.stream().map(Partition::oid).toList();
    }

    /// Names of the table and its partitions.
    public List<TableName> names() {
        return partitions.isEmpty()
                ? List.of(name())
                : partitions.stream().map(Partition::name).toList();
    }

    /// The same as a member of its tree, which is made and filled separately.
    public TableDefinition asMember() {
        return with(definition ->
                definition.table(table.partitioned() ? table.asMember() : table).partitions(List.of()));
    }

    /// The same table without anything that rows could come from: it stands for a table that the source lacks.
    public TableDefinition blank() {
        return new TableDefinition(
                table.asMember(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /// The text after `from` for exactly its rows. Rows of partitions belong to it, unless it stands alone. Rows of
    /// tables that inherit from it do not.
    ///
    /// @param relation the table, or its stage, as SQL spells it
    public String rowsOf(String relation) {
        return (partitions.isEmpty() ? "only " : "") + relation;
    }

    public Optional<Column> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    public Optional<Index> primaryKey() {
        return indexes.stream()
                .filter(i -> i.constraint() != null && "p".equals(i.constraint().type()))
                .findFirst();
    }

    /// The columns that `COPY` fills, in order.
    public List<String> writableColumns() {
        return columns.stream().filter(Column::writable).map(Column::name).toList();
    }

    /// The sequence that a column uses. An identity column may own further ones, which it does not use.
    public Optional<Sequence> sequenceOf(String column) {
        return sequences.stream()
                .filter(s -> s.columns().contains(column))
                .min(Comparator.comparing(s -> !s.identity()));
    }
}
