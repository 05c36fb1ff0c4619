package io.databasesync.engine.validation;

import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.Fix;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Collects why tables cannot be swapped. The tables of a tree move or stay together: a partition has the obstacles of
/// its root, and a table that inherits stays if a parent or a child of it stays.
final class TreeObstacles {
    private final List<TablePair> pairs;
    /// The selected table of each existing table: a member of a partition tree has the root's.
    private final Map<TableName, TableName> roots = new HashMap<>();
    /// By selected table.
    private final Map<TableName, List<SyncException>> found = new LinkedHashMap<>();

    TreeObstacles(List<TablePair> pairs) {
        this.pairs = pairs;
        pairs.forEach(p -> {
            roots.put(p.name(), p.root());
            p.members().forEach(m -> roots.put(m.name(), p.root()));
        });
    }

    Map<TableName, List<SyncException>> byTable() {
        return found;
    }

    Set<TableName> selected() {
        return new TreeSet<>(roots.values());
    }

    TableName root(TableName table) {
        return roots.getOrDefault(table, table);
    }

    /// Whether an obstacle of its tree was found.
    boolean stays(TableName table) {
        return found.containsKey(root(table));
    }

    void add(TableName table, SyncException obstacle) {
        List<SyncException> reasons = found.computeIfAbsent(root(table), _ -> new ArrayList<>());
        if (reasons.stream().noneMatch(known -> known.getMessage().equals(obstacle.getMessage()))) {
            reasons.add(obstacle);
        }
    }

    /// Gives the tables that inherit from each other the obstacles of each other.
    void spread() {
        boolean stable = false;
        while (!stable) {
            stable = pairs.stream().noneMatch(this::spread);
        }
    }

    private boolean spread(TablePair pair) {
        boolean changed = false;
        for (TableName parent : pair.definition().table().tree().parents()) {
            if (roots.containsKey(parent)) {
                changed |= spread(root(pair.name()), root(parent));
                changed |= spread(root(parent), root(pair.name()));
            }
        }
        return changed;
    }

    private boolean spread(TableName from, TableName to) {
        List<SyncException> reasons = found.get(from);
        if (reasons == null || found.containsKey(to)) {
            return false;
        }
        add(
                to,
                SyncException.of(
                        reasons.getFirst().reason(),
                        "table " + to,
                        "table %s cannot be swapped without table %s, with which it inherits: %s"
                                .formatted(to, from, reasons.getFirst().finding()),
                        Fix.advice("see table " + from)));
        return true;
    }
}
