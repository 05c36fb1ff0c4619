package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ListedTable;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TablePatterns;
import io.databasesync.sync.TableSelection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Pairs the selected tables of the source with those of the target.
public final class TablePairs {
    private TablePairs() {}

    /// The definitions of the named tables that a database has.
    public static List<TableDefinition> definitions(Catalog catalog, Collection<TableName> names) {
        return catalog.definitionsOf(catalog.oids(names).values());
    }

    /// The selected tables without partitions of other ones: a partitioned table includes all of its partitions.
    ///
    /// @param source every table of the source
    /// @throws SyncException `UnsupportedTable` if the selection excludes a partition of a selected table
    public static List<TableName> roots(List<ListedTable> source, TablePatterns.Selection selection) {
        Set<Long> selected = source.stream()
                .filter(t -> selection.included().contains(t.name()))
                .map(ListedTable::oid)
                .collect(Collectors.toSet());
        List<TableName> roots = new ArrayList<>();
        for (ListedTable table : source) {
            boolean taken = table.ancestors().stream().anyMatch(selected::contains);
            if (taken && selection.excluded().contains(table.name())) {
                throw SyncException.of(
                        Reason.UnsupportedTable,
                        "table " + table.name(),
                        "table %s is excluded, but it is a partition of a selected table, which is replaced as a whole"
                                .formatted(table.name()),
                        Fix.advice("select it too, or exclude that table"));
            }
            if (!taken && selected.contains(table.oid())) {
                roots.add(table.name());
            }
        }
        return roots;
    }

    /// If the target lacks a partitioned table, the run creates it with all of its partitions. Each partition is then
    /// a table of the run: the run fills and indexes it by itself, and attaches it before it publishes.
    ///
    /// @param definitions reads the definitions of source tables
    public static List<TablePair> members(
            List<TablePair> pairs, Function<List<TableName>, List<TableDefinition>> definitions) {
        List<TablePair> members = new ArrayList<>();
        for (TablePair pair : pairs) {
            if (pair.target().isEmpty() && pair.source().table().partitioned()) {
                definitions.apply(pair.source().names()).forEach(s -> members.add(pair.member(s, Optional.empty())));
            } else {
                members.add(pair);
            }
        }
        return largestFirst(members);
    }

    /// The tables of a swap. A partitioned table of the target stands for its whole tree. If both ends have the same
    /// tree, each member is a table of the run: the run fills and indexes it by itself. Otherwise the rows come
    /// through the new root, which sorts them into the target's partitions.
    public static List<TablePair> staged(List<TablePair> pairs, SourceDatabase source, TargetDatabase target) {
        List<List<TablePair>> staged = Round.each(
                pairs,
                pair -> pair.sorted()
                        ? tree(
                                pair,
                                source.read(c -> definitions(c, pair.source().names())),
                                target.read(
                                        c -> definitions(c, pair.definition().names())))
                        : List.of(pair));
        return largestFirst(staged.stream().flatMap(List::stream).toList());
    }

    private static List<TablePair> tree(TablePair root, List<TableDefinition> source, List<TableDefinition> target) {
        Map<TableName, TableDefinition> there =
                target.stream().collect(Collectors.toMap(TableDefinition::name, Function.identity()));
        boolean same = root.definition().samePartitions(root.source())
                && source.stream().allMatch(TablePairs::copiedAlone)
                && source.size() == root.source().partitions().size();
        return same
                ? source.stream()
                        .map(s -> root.member(s, Optional.ofNullable(there.get(s.name()))))
                        .toList()
                : List.of(root.withMembers(target.stream() // by name: another run may have replaced the tree meanwhile
                        .filter(t -> !t.name().equals(root.definition().name()))
                        .toList()));
    }

    // Rights on a partitioned table are enough to read it, but not to read one of its partitions by itself.
    private static boolean copiedAlone(TableDefinition source) {
        Table table = source.table();
        return table.mayUseSchema() && table.maySelect() && !table.rowsHidden() && !"f".equals(table.kind());
    }

    private static List<TablePair> largestFirst(List<TablePair> pairs) {
        return pairs.stream()
                .sorted(Comparator.comparingLong(
                                (TablePair p) -> p.source().table().bytes())
                        .reversed())
                .toList();
    }

    /// Checks that no table of the run is a partition of another one on the target.
    ///
    /// @param blockers gets each table that is one: `UnsupportedTable`
    public static void disjoint(List<TablePair> pairs, Blockers blockers) {
        Map<Long, TableName> there = pairs.stream()
                .flatMap(p -> p.target().stream())
                .collect(Collectors.toMap(TableDefinition::oid, TableDefinition::name));
        for (TablePair pair : pairs) {
            pair.target().stream()
                    .flatMap(t -> t.table().ancestors().stream())
                    .filter(there::containsKey)
                    .findFirst()
                    .ifPresent(root -> blockers.addAll(List.of(SyncException.of(
                            Reason.UnsupportedTable,
                            "table " + pair.name(),
                            "table %s is a partition of %s on the target, but a table of its own on the source"
                                    .formatted(pair.name(), there.get(root)),
                            Fix.advice("exclude one of them")))));
        }
    }

    /// The source's tables with their counterparts, largest first.
    public static List<TablePair> of(
            List<TableDefinition> source, List<TableDefinition> target, TableSelection selection) {
        Map<TableName, TableDefinition> there =
                target.stream().collect(Collectors.toMap(TableDefinition::name, Function.identity()));
        return largestFirst(source.stream()
                .map(s -> new TablePair(
                        s,
                        Optional.ofNullable(there.get(s.name())),
                        selection.columns() == TableSelection.Columns.Intersect))
                .toList());
    }
}
