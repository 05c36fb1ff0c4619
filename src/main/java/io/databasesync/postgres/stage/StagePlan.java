package io.databasesync.postgres.stage;

import io.databasesync.postgres.definition.MovingViews;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The content of a stage, as validation has chosen it.
///
/// @param tables largest first
/// @param staying those that stay and are filled from their stages
/// @param views that are made again over the new tables
/// @param needed objects that the tables need and the target lacks
public record StagePlan(List<TablePair> tables, Set<TableName> staying, MovingViews views, Prerequisites needed) {
    public StagePlan {
        tables = List.copyOf(tables);
        staying = Set.copyOf(staying);
    }

    /// The tables of the run, and the partitions of the target that get their rows through one of them.
    Stream<TablePair> staged() {
        return tables.stream().flatMap(p -> Stream.concat(Stream.of(p), p.routed()));
    }

    /// The tables that are read from the source.
    public List<TableName> names() {
        return tables.stream().map(TablePair::name).toList();
    }

    /// The schemas of all tables and views.
    List<String> schemas() {
        return Stream.concat(staged().map(p -> p.name().schema()), views.schemas().stream())
                .distinct()
                .toList();
    }
}
