package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.StageSchemas;
import io.databasesync.postgres.swap.KeptGeneration.KeptTable;
import io.databasesync.sync.TableName;
import java.util.Map;

/// What a rollback records, so that another rollback can undo it: which table or view replaces which, and which tables
/// it has filled.
///
/// @param runId of the rollback
record ReverseRecord(String runId, KeptGeneration found, StageSchemas schemas) {

    /// The statements that write the record.
    ///
    /// @param copied the number of rows that were kept of each table that stays
    Script script(Transaction t, Map<TableName, Long> copied) {
        Map<TableName, Long> copies =
                new Catalog(t).oids(copied.keySet().stream().map(schemas::kept).toList());
        SwapSteps steps = new SwapSteps();
        String doing = "recording what was replaced";
        steps.add(
                ReplacedTables.recording(
                        runId,
                        found.tables().stream().map(k -> row(k, copies, copied)).toList()),
                doing);
        steps.addAll(
                ReplacedViews.recording(found.views().stream()
                        .map(v -> new ReplacedViews.Row(
                                runId, v.live().name(), v.live().oid(), v.kept().oid()))
                        .toList()),
                doing);
        steps.recordPrevious(runId, found.schemas(), schemas.previous());
        return steps.script();
    }

    private ReplacedTables.Row row(KeptTable table, Map<TableName, Long> copies, Map<TableName, Long> copied) {
        long live = table.live().map(TableDefinition::oid).orElse(0L);
        return table.filled()
                ? new ReplacedTables.Row(
                        table.name(),
                        copies.getOrDefault(schemas.kept(table.name()), 0L),
                        live,
                        new ReplacedTables.Copied(copied.getOrDefault(table.name(), 0L)))
                : new ReplacedTables.Row(
                        table.name(),
                        live,
                        table.kept().map(TableDefinition::oid).orElse(0L),
                        new ReplacedTables.Moved());
    }
}
