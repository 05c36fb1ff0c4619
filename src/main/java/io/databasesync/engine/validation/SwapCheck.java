package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
        List<TableDefinition> existing =
                pairs.stream().flatMap(p -> p.target().stream()).toList();
        existing.forEach(s -> obstacles.kind(s.table()));
        pairs.forEach(p -> ObjectIdCheck.obstacle(p).ifPresent(obstacles.found::add));
        existing.forEach(s -> obstacles.attempt(
                () -> TableCheck.replaceable(s.table(), target.identity().role())));
        obstacles.attempt(() -> TargetCheck.privileges(
                target,
                Stream.concat(pairs.stream().map(p -> p.name().schema()), views.moving().schemas().stream())
                        .distinct()
                        .toList(),
                existing.stream().map(TableDefinition::oid).toList()));
        obstacles.dependents(
                existing.stream()
                        .filter(s -> kindOf(s.table()).isEmpty())
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

    private void kind(Table table) {
        String kind = kindOf(table);
        if (!kind.isEmpty()) {
            found.add(SyncException.of(
                    Reason.UnsupportedTable,
                    "table " + table.name(),
                    "table %s is %s on the target, which cannot be swapped".formatted(table.name(), kind),
                    Fix.exclude(table.name())));
        }
    }

    private static String kindOf(Table table) {
        if (table.partitioned()) {
            return "a partitioned table";
        }
        if (table.partition()) {
            return "a partition";
        }
        if (table.inherits()) {
            return "part of an inheritance tree";
        }
        return table.typed() ? "a typed table" : "";
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
