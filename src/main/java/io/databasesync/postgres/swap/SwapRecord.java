package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.target.Leftovers;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a swap records for a later rollback: which table or view replaces which, and which tables it has filled.
final class SwapRecord {
    private final String runId;
    private final SwapTables moving;
    private final Stage stage;
    private final Fills fills;

    SwapRecord(String runId, SwapTables moving, Fills fills) {
        this.runId = runId;
        this.moving = moving;
        this.stage = moving.stage();
        this.fills = fills;
    }

    /// The statements that write the record, and forget the stage. A run that only creates tables has nothing to
    /// record.
    ///
    /// @param copied the number of old rows that were kept of each filled table
    Script script(Catalog catalog, Map<TableName, Long> copied) {
        SwapSteps steps = new SwapSteps();
        steps.addAll(Leftovers.forgetting(runId), "forgetting the stage");
        if (keepsTables()) {
            String doing = "recording what was replaced";
            steps.add(ReplacedTables.recording(runId, tables(catalog, copied)), doing);
            steps.addAll(ReplacedViews.recording(views(catalog)), doing);
            steps.recordPrevious(
                    runId,
                    kept().map(TableName::schema).toList(),
                    stage.schemas().previous());
        }
        return steps.script();
    }

    boolean keepsTables() {
        return !moving.replaced().isEmpty() || !existingFills().isEmpty();
    }

    /// The tables and views that are kept, or whose rows are.
    Stream<TableName> kept() {
        return Stream.of(
                        moving.replaced().stream().map(RunTable::name),
                        existingFills().stream(),
                        stage.views().made().stream().map(DependentView::name))
                .flatMap(Function.identity());
    }

    private List<TableName> existingFills() {
        return fills.tables().existing().stream().map(TableDefinition::name).toList();
    }

    private List<ReplacedTables.Row> tables(Catalog catalog, Map<TableName, Long> copied) {
        Set<TableName> filled = Set.copyOf(existingFills());
        Map<TableName, Long> oids = catalog.oids(stage.tables().stream()
                .flatMap(s -> Stream.of(now(s.name()), stage.schemas().kept(s.name())))
                .toList());
        return stage.tables().stream()
                .map(s -> {
                    long published = oids.getOrDefault(now(s.name()), 0L);
                    return filled.contains(s.name())
                            ? new ReplacedTables.Row(
                                    s.name(),
                                    oids.getOrDefault(stage.schemas().kept(s.name()), 0L),
                                    published,
                                    new ReplacedTables.Copied(copied.getOrDefault(s.name(), 0L)))
                            : new ReplacedTables.Row(
                                    s.name(), SwapTables.oid(s), published, new ReplacedTables.Moved());
                })
                .toList();
    }

    private List<ReplacedViews.Row> views(Catalog catalog) {
        List<DependentView> views = stage.views().made();
        Map<TableName, Long> oids =
                catalog.oids(views.stream().map(v -> now(v.name())).toList());
        return views.stream()
                .map(v -> new ReplacedViews.Row(runId, v.name(), v.oid(), oids.getOrDefault(now(v.name()), 0L)))
                .toList();
    }

    // Where a new table or view is when this is recorded.
    private TableName now(TableName name) {
        return fills.isEmpty() ? stage.schemas().staged(name) : name;
    }
}
