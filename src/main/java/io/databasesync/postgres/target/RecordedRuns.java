package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Reason;
import io.databasesync.sync.RecordedRun;
import java.util.List;
import java.util.Optional;

/// What a target has recorded of runs.
///
/// @param recorded whether it has recorded any
public record RecordedRuns(Session control, boolean recorded) {
    /// The result that a run published here, if it did.
    public Optional<Published> published(String runId) {
        return !recorded ? Optional.empty() : control.ask(TransactionMode.READ_ONLY, t -> History.published(t, runId));
    }

    /// The newest runs that wrote here, newest first.
    public List<RecordedRun> newest(int most) {
        if (!recorded) {
            return List.of();
        }
        return control.inTransaction(TransactionMode.READ_ONLY, t -> History.newest(t, most));
    }

    /// The mode of a run that published here.
    public ChosenMode mode(String runId) {
        return control.inTransaction(TransactionMode.READ_ONLY, t -> History.mode(t, runId))
                .orElse(ChosenMode.Swap);
    }

    /// Schemas that keep the tables that a run replaced.
    public List<String> previousSchemas(String runId) {
        return control.inTransaction(
                TransactionMode.READ_ONLY,
                t -> t.query(
                        "select previous_schema from databasesync.previous_generation where run_id = ? order by 1",
                        row -> row.getString(1),
                        Reason.ConnectionLost,
                        "reading the generations",
                        runId));
    }
}
