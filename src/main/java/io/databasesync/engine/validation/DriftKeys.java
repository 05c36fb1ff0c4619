package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.ColumnChange;
import io.databasesync.postgres.definition.Difference;
import io.databasesync.postgres.definition.KeyEnd;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.Fix;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The foreign keys of the target in the way of the statements of drift messages.
///
/// @param drifted the tables that differ, with their differences
/// @param keys foreign keys from and to selected tables
/// @param pairs all selected tables by name
record DriftKeys(
        Catalog catalog,
        Map<TablePair, List<Difference>> drifted,
        List<ForeignKey> keys,
        Map<TableName, TablePair> pairs) {

    /// The differences of a table, of the tables that foreign keys over changed columns connect with it, and of the
    /// columns of other tables at the ends of such keys: one fix has to mend all of these.
    List<Difference> differences(TablePair pair) {
        Set<TablePair> group = new LinkedHashSet<>(Set.of(pair));
        Set<TablePair> added = group;
        while (!added.isEmpty()) {
            Set<TablePair> next = new LinkedHashSet<>();
            added.forEach(p -> touching(drifted.getOrDefault(p, List.of()))
                    .flatMap(k -> Stream.of(k.table(), k.referenced()))
                    .map(pairs::get)
                    .filter(p2 -> p2 != null && drifted.containsKey(p2) && !group.contains(p2))
                    .forEach(next::add));
            group.addAll(next);
            added = next;
        }
        List<Difference> found = new ArrayList<>();
        group.forEach(p -> found.addAll(drifted.getOrDefault(p, List.of())));
        found.addAll(otherEnds(found));
        return found;
    }

    /// The foreign keys that have to be dropped, each with whether it can be made again.
    Map<ForeignKey, Boolean> dropped(List<Difference> differences) {
        Map<ForeignKey, Boolean> dropped = new LinkedHashMap<>();
        touching(differences).forEach(k -> dropped.put(k, true));
        drifted.forEach((pair, own) -> {
            if (own.stream().anyMatch(differences::contains)) {
                dropped.putAll(ofKey(pair));
            }
        });
        return dropped;
    }

    /// A sentence for each key that cannot be made again.
    static List<Difference> lost(Map<ForeignKey, Boolean> dropped) {
        return dropped.entrySet().stream()
                .filter(e -> !e.getValue())
                .map(e -> new Difference(
                        "foreign key %s of table %s refers to (%s), which is no key of the source: the statements drop it"
                                .formatted(
                                        e.getKey().name(),
                                        e.getKey().table(),
                                        String.join(", ", e.getKey().referencedColumns())),
                        Fix.NONE))
                .toList();
    }

    private Stream<ForeignKey> touching(List<Difference> differences) {
        Set<ColumnChange> changes = new HashSet<>();
        differences.forEach(d -> changes.addAll(d.changes()));
        return keys.stream()
                .filter(k -> k.columns().stream().anyMatch(c -> retyped(changes, k.table(), c))
                        || k.referencedColumns().stream().anyMatch(c -> retyped(changes, k.referenced(), c)));
    }

    private static boolean retyped(Set<ColumnChange> changes, TableName table, String column) {
        return changes.contains(new ColumnChange(table, column, false));
    }

    private List<Difference> otherEnds(List<Difference> differences) {
        Set<ColumnChange> changes = new HashSet<>();
        differences.forEach(d -> changes.addAll(d.changes()));
        List<Difference> found = new ArrayList<>();
        for (ForeignKey key : touching(differences).toList()) {
            for (int i = 0; i < key.columns().size(); i++) {
                String from = key.columns().get(i);
                String to = key.referencedColumns().get(i);
                if (retyped(changes, key.table(), from)) {
                    otherEnd(key.table(), from, key.referenced(), to).ifPresent(found::add);
                }
                if (retyped(changes, key.referenced(), to)) {
                    otherEnd(key.referenced(), to, key.table(), from).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private Optional<Difference> otherEnd(TableName changed, String column, TableName stays, String other) {
        if (pairs.containsKey(stays)) { // gets the source's type
            return Optional.empty();
        }
        Optional<Column> there = TablePairs.definitions(catalog, Set.of(stays)).stream()
                .flatMap(t -> t.column(other).stream())
                .findFirst();
        Optional<Column> wanted =
                Optional.ofNullable(pairs.get(changed)).flatMap(p -> p.source().column(column));
        return there.flatMap(t -> wanted.flatMap(w -> new KeyEnd(stays, t, w).difference()));
    }

    // Foreign keys to the primary key that a table has to lose. One comes back if another key serves it too.
    private Map<ForeignKey, Boolean> ofKey(TablePair pair) {
        Map<ForeignKey, Boolean> found = new LinkedHashMap<>();
        TableDefinition there = pair.target().orElseThrow();
        List<String> old = keyColumns(there);
        if (old.isEmpty() || keyColumns(pair.source()).isEmpty() || old.equals(keyColumns(pair.source()))) {
            return found;
        }
        for (ForeignKey key : keys) {
            Set<String> referenced = Set.copyOf(key.referencedColumns());
            if (key.referenced().equals(pair.name()) && referenced.equals(Set.copyOf(old))) {
                found.put(key, unique(there, referenced) || referenced.equals(Set.copyOf(keyColumns(pair.source()))));
            }
        }
        return found;
    }

    private static boolean unique(TableDefinition table, Set<String> columns) {
        return table.indexes().stream()
                .filter(i ->
                        i.constraint() == null || !"p".equals(i.constraint().type()))
                .anyMatch(i -> i.unique() && columns.equals(Set.copyOf(i.keyColumns())));
    }

    private static List<String> keyColumns(TableDefinition table) {
        return table.primaryKey().map(Index::keyColumns).orElse(List.of());
    }
}
