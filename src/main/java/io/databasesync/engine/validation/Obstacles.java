package io.databasesync.engine.validation;

import io.databasesync.postgres.definition.MovingViews;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Why a run cannot swap tables of its target.
///
/// @param stage why it cannot make a stage at all; empty if it can
/// @param tables why single tables cannot move, by selected table: the members of a partition tree move or stay
/// together. A table without an obstacle has no entry
/// @param views that are made again over the tables that move
public record Obstacles(List<SyncException> stage, Map<TableName, List<SyncException>> tables, MovingViews views) {
    public static final Obstacles NONE = new Obstacles(List.of(), Map.of(), MovingViews.NONE);

    public Obstacles {
        stage = List.copyOf(stage);
        Map<TableName, List<SyncException>> copy = new TreeMap<>();
        tables.forEach((table, reasons) -> copy.put(table, List.copyOf(reasons)));
        tables = copy;
    }

    /// All reasons, each once.
    public List<SyncException> all() {
        List<SyncException> all = new ArrayList<>();
        Stream.concat(stage.stream(), tables.values().stream().flatMap(List::stream))
                .filter(o -> all.stream().noneMatch(known -> known.getMessage().equals(o.getMessage())))
                .forEach(all::add);
        return all;
    }

    /// The same views for a plan that moves all tables: the run is refused.
    public Obstacles ignored() {
        return new Obstacles(List.of(), Map.of(), views);
    }

    /// Why this table cannot move; empty if it can.
    public List<SyncException> of(TableName table) {
        return tables.getOrDefault(table, List.of());
    }
}
