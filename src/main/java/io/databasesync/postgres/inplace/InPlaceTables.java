package io.databasesync.postgres.inplace;

import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.TableName;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Tables whose rows are replaced in place, and the parts of each that the run may remove for that.
///
/// @param tables in the order in which they are filled; a table's own place is its stage
public record InPlaceTables(List<RunTable> tables, InPlaceKeys keys) {

    /// @param pairs in any order
    /// @throws io.databasesync.sync.SyncException `DependentBlocks` if foreign keys allow no order
    public static InPlaceTables of(List<TablePair> pairs, InPlaceKeys keys) {
        Set<TableName> names = pairs.stream().map(TablePair::name).collect(Collectors.toSet());
        return new InPlaceTables(RunTable.of(keys.order(pairs), Map.of(), names), keys);
    }

    /// The tables that exist on the target, as found, in OID order: every run locks them in this order.
    public List<TableDefinition> existing() {
        return tables.stream()
                .flatMap(t -> t.pair().target().stream())
                .sorted(Comparator.comparingLong(TableDefinition::oid))
                .toList();
    }

    /// OIDs of the existing tables, partitions included.
    public List<Long> oids() {
        return existing().stream().flatMap(s -> s.oids().stream()).toList();
    }

    /// Names of the existing tables, partitions included.
    public Set<TableName> emptied() {
        return emptied(tables.stream().map(RunTable::pair).toList());
    }

    /// Names of existing tables of the target, partitions included.
    public static Set<TableName> emptied(List<TablePair> pairs) {
        return pairs.stream()
                .flatMap(p -> p.target().stream())
                .flatMap(s -> s.names().stream())
                .collect(Collectors.toCollection(HashSet::new));
    }

    public List<RunTable> created() {
        return tables.stream().filter(t -> t.pair().target().isEmpty()).toList();
    }

    /// The indexes that are built over the new rows.
    public List<Index> rebuilt(RunTable table) {
        return table.pair().target().isEmpty()
                ? table.pair().definition().indexes()
                : removed(table).stream()
                        .filter(i -> table.pair().definition().indexes().contains(i))
                        .toList();
    }

    /// The indexes of an existing table that are dropped before it is filled. Excluded are indexes of
    /// constraints, indexes of partitions, which belong to an index of the root, and indexes that a
    /// kept foreign key may need.
    List<Index> removed(RunTable table) {
        TableDefinition definition = table.pair().target().orElseThrow();
        boolean single =
                definition.partitions().isEmpty() && !definition.table().partition();
        boolean referenced = keys.kept().stream().anyMatch(k -> k.referenced().equals(definition.name()));
        if (!single || !definition.table().mayIndex()) {
            return List.of();
        }
        return definition.indexes().stream()
                .filter(i -> i.constraint() == null && !i.replicaIdentity() && !(referenced && i.unique()))
                .toList();
    }
}
