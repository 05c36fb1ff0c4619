package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.InheritedColumns;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds why tables of a target cannot be swapped: a table cannot be moved, or other objects would not follow it.
/// Each reason refuses a run of mode `Swap`.
public final class SwapCheck {
    private final TargetDatabase target;
    private final List<SyncException> found = new ArrayList<>();

    private SwapCheck(TargetDatabase target) {
        this.target = target;
    }

    /// Returns all reasons; empty if the tables can be swapped.
    public static List<SyncException> of(TargetDatabase target, List<TablePair> pairs, ViewCheck views) {
        SwapCheck obstacles = new SwapCheck(target);
        List<TableDefinition> existing = pairs.stream()
                .flatMap(p -> Stream.concat(p.target().stream(), p.members().stream()))
                .toList();
        Map<TableName, TableDefinition> selected =
                existing.stream().collect(Collectors.toMap(TableDefinition::name, Function.identity()));
        existing.forEach(s -> obstacles.tree(s, selected));
        pairs.forEach(p -> ObjectIdCheck.obstacle(p).ifPresent(obstacles.found::add));
        obstacles.replaceable(existing);
        obstacles.attempt(() -> TargetCheck.privileges(
                target,
                Stream.of(
                                pairs.stream().map(p -> p.name().schema()),
                                existing.stream().map(t -> t.name().schema()),
                                views.moving().schemas().stream())
                        .flatMap(Function.identity())
                        .distinct()
                        .toList(),
                existing.stream().map(TableDefinition::oid).toList()));
        obstacles.dependents(
                existing.stream()
                        .filter(s -> torn(s, selected).isEmpty())
                        .collect(Collectors.toMap(TableDefinition::oid, TableDefinition::name)),
                views);
        obstacles.borrowedSequences(pairs);
        return obstacles.found;
    }

    private void attempt(Runnable check) {
        try {
            check.run();
        } catch (SyncException obstacle) {
            if (obstacle.reason() != Reason.PrivilegeMissing) {
                throw obstacle; // a lost connection, for example
            }
            found.add(obstacle);
        }
    }

    // A tree may have many partitions of one owner in one schema: one message is enough.
    private void replaceable(List<TableDefinition> existing) {
        Map<String, Table> kinds = new LinkedHashMap<>();
        for (TableDefinition definition : existing) {
            Table table = definition.table();
            String kind =
                    table.partition() ? table.owner() + "\0" + table.name().schema() : "";
            kinds.putIfAbsent(kind + "\0" + (table.partition() ? "" : table.name()), table);
        }
        kinds.values()
                .forEach(t -> attempt(
                        () -> TableCheck.replaceable(t, target.identity().role())));
    }

    private void tree(TableDefinition definition, Map<TableName, TableDefinition> selected) {
        String reason = torn(definition, selected);
        if (!reason.isEmpty()) {
            found.add(SyncException.of(
                    Reason.UnsupportedTable,
                    "table " + definition.name(),
                    "table %s is %s on the target, so it cannot be swapped".formatted(definition.name(), reason),
                    Fix.exclude(definition.name())));
        }
    }

    // Why a table would be torn from its tree: only whole trees are swapped. Children that are not selected are found
    // as dependents.
    private static String torn(TableDefinition definition, Map<TableName, TableDefinition> selected) {
        Table table = definition.table();
        for (TableName parent : table.tree().parents()) {
            if (!selected.containsKey(parent)) {
                return table.partition()
                        ? "a partition of %s, which is not selected,".formatted(parent)
                        : "a table that inherits from %s, which is not selected,".formatted(parent);
            }
        }
        return table.partition() || InheritedColumns.inOrder(definition, selected)
                ? ""
                : "a table whose columns are in another order than a new table that inherits from %s would have,"
                        .formatted(table.tree().parents().stream()
                                .map(TableName::toString)
                                .collect(Collectors.joining(" and ")));
    }

    // A new table is created before the swap. Its default would keep the sequence of the old table, which moves away.
    private void borrowedSequences(List<TablePair> pairs) {
        Map<TableName, TableName> moving = new HashMap<>();
        pairs.forEach(p -> p.target()
                .ifPresent(t -> t.sequences().stream()
                        .filter(Sequence::movesWithTable)
                        .forEach(s -> moving.put(s.qualified(), p.name()))));
        for (TablePair pair : pairs) {
            if (pair.target().isEmpty()) {
                pair.definition().sequences().stream()
                        .filter(s -> !s.movesWithTable() && moving.containsKey(s.qualified()))
                        .forEach(s -> found.add(SyncException.of(
                                Reason.DependentBlocks,
                                "table " + pair.name(),
                                "table %s is to be created with a default of column %s that uses sequence %s of %s, which cannot be swapped then"
                                        .formatted(pair.name(), s.column(), s.qualified(), moving.get(s.qualified())),
                                Fix.advice("exclude one of the tables"))));
            }
        }
    }

    private void dependents(Map<Long, TableName> replaced, ViewCheck views) {
        Map<TableName, String> blockers = new TreeMap<>();
        Set<Long> oids = new HashSet<>(replaced.keySet());
        oids.addAll(views.moving().oids());
        target.read(c -> c.objects().blockers(oids)).forEach((oid, what) -> {
            TableName table = replaced.get(oid);
            if (table != null) {
                blockers.put(
                        table,
                        table + ": " + what.stream().map(views::explained).collect(Collectors.joining(", ")));
            }
        });
        if (!blockers.isEmpty()) {
            found.add(SyncException.of(
                    Reason.DependentBlocks,
                    TableName.inWords(blockers.keySet()),
                    "tables of the target cannot be swapped because objects depend on them (%s)"
                            .formatted(String.join("; ", blockers.values())),
                    Fix.advice("drop those objects, or exclude the tables")));
        }
    }
}
