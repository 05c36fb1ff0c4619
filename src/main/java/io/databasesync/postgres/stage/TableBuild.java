package io.databasesync.postgres.stage;

import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Batch;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The work on one stage table after its rows are there.
///
/// @param indexes indexes to build
/// @param last whether to make constraints of all indexes of the table afterwards, and to gather statistics for the
/// planner
/// @param statistics of the source, to be written instead
public record TableBuild(
        RunTable table,
        List<IndexStep> indexes,
        boolean last,
        @Nullable TableStatistics statistics) {
    public TableBuild(RunTable table, List<IndexStep> indexes, boolean last) {
        this(table, indexes, last, null);
    }

    /// The same with statistics of the source, if there are any.
    public TableBuild with(@Nullable TableStatistics found) {
        return new TableBuild(table, indexes, last, found);
    }

    boolean hnsw() {
        return indexes.stream().anyMatch(IndexStep::hnsw);
    }

    /// Adds the statements.
    ///
    /// @param serial as `IndexStep.build` takes it
    void addTo(Batch batch, boolean serial) {
        for (IndexStep step : indexes) {
            batch.addAll(
                    step.statements(table, serial),
                    "building index %s on %s".formatted(step.index().name(), table.name()));
        }
        if (last) {
            batch.addAll(table.ddl().constraintStatements(), "adding constraints to table " + table.name());
            if (!ofTree() && statistics == null) {
                analyze(batch);
            }
        }
    }

    /// Writes the source's statistics in the same transaction, after the statements, under our own settings.
    void writeStatistics(Transaction t) {
        if (statistics != null && !statistics.write(t, table)) {
            Batch gathering = new Batch();
            analyze(gathering);
            t.tell(gathering, Reason.IndexFailed);
        }
    }

    private void analyze(Batch batch) {
        batch.add("analyze " + table.ddl().stage(), "analyzing table " + table.name());
    }

    /// Whether the server analyzes it with its whole tree, when that is joined.
    private boolean ofTree() {
        return table.pair().definition().table().partitioned()
                || table.pair().definition().table().partition();
    }

    /// The steps that are then done.
    List<StageLog.Done> done() {
        List<StageLog.Done> done = new ArrayList<>();
        indexes.forEach(step -> done.add(StageLog.built(table, step.index())));
        if (last) {
            done.add(StageLog.finished(table));
        }
        return done;
    }
}
