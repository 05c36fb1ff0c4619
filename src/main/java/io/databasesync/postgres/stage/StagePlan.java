package io.databasesync.postgres.stage;

import io.databasesync.postgres.definition.MovingViews;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.stream.Stream;

/// The content of a stage, as validation has chosen it.
///
/// @param tables largest first
/// @param views that are made again over the new tables
/// @param needed objects that the tables need and the target lacks
public record StagePlan(List<TablePair> tables, MovingViews views, Prerequisites needed) {
    public StagePlan {
        tables = List.copyOf(tables);
    }

    public List<TableName> names() {
        return tables.stream().map(TablePair::name).toList();
    }

    /// The schemas of all tables and views.
    List<String> schemas() {
        return Stream.concat(names().stream().map(TableName::schema), views.schemas().stream())
                .distinct()
                .toList();
    }
}
