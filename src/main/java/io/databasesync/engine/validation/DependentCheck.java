package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Finds the objects of the target that would not follow a table that moves.
///
/// @param existing the tables of the target that a run replaces, with the members of their trees
/// @param found why tables cannot be swapped
record DependentCheck(TargetDatabase target, Map<TableName, TableDefinition> existing, TreeObstacles found) {

    /// A policy of a table that stays may read one that moves, and a materialized view that stays reads tables: each
    /// round leaves fewer tables and views to move.
    ///
    /// @return the views that move
    ViewCheck spread(ViewCheck all) {
        ViewCheck views = all;
        boolean stable = false;
        while (!stable) {
            found.spread();
            views = views.without(oids(found::stays));
            Map<Long, List<String>> blocked = blockers(views.moving().oids());
            for (Map.Entry<Long, List<String>> entry : blocked.entrySet()) {
                add(entry.getKey(), entry.getValue(), views);
            }
            stable = blocked.isEmpty();
        }
        return views;
    }

    private void add(long oid, List<String> blockers, ViewCheck views) {
        TableName table = existing.values().stream()
                .filter(t -> t.oid() == oid)
                .findFirst()
                .map(TableDefinition::name)
                .orElseThrow();
        found.add(
                table,
                SyncException.of(
                        Reason.DependentBlocks,
                        "table " + table,
                        "table %s cannot be swapped, because objects depend on it (%s)"
                                .formatted(
                                        table,
                                        blockers.stream().map(views::explained).collect(Collectors.joining(", "))),
                        Fix.advice("drop those objects, or exclude the table")));
    }

    /// The objects that depend on tables that still may move, by OID of the table.
    ///
    /// @param views OIDs of the views that move
    Map<Long, List<String>> blockers(Collection<Long> views) {
        Set<Long> tables = oids(t -> !found.stays(t));
        if (tables.isEmpty()) {
            return Map.of();
        }
        Set<Long> moving = new HashSet<>(tables);
        moving.addAll(views);
        Map<Long, List<String>> blocked =
                new HashMap<>(target.read(c -> c.objects().blockers(moving)));
        blocked.keySet().retainAll(tables);
        return blocked;
    }

    private Set<Long> oids(Predicate<TableName> which) {
        return existing.values().stream()
                .filter(t -> which.test(t.name()))
                .map(TableDefinition::oid)
                .collect(Collectors.toSet());
    }
}
