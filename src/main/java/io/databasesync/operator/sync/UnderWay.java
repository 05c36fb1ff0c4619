package io.databasesync.operator.sync;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.sync.Operation;
import java.util.List;
import java.util.Optional;

/// Tells the runs of a sync that have not ended apart: the one that works, and those that wait for it. Plan and Verify
/// runs replace nothing, so a sync does not show them as its own work.
final class UnderWay {
    private UnderWay() {}

    /// @param unsettled the runs that have not ended, oldest first
    static Optional<DatabaseSyncRun> active(List<DatabaseSyncRun> unsettled) {
        List<DatabaseSyncRun> writing =
                unsettled.stream().filter(UnderWay::replaces).toList();
        return writing.stream()
                .filter(UnderWay::begun)
                .findFirst()
                .or(() -> writing.stream().findFirst());
    }

    /// The runs that have no Job yet, because it is the turn of another one. A Plan run never waits.
    static int waiting(List<DatabaseSyncRun> unsettled, Optional<DatabaseSyncRun> active) {
        return Math.toIntExact(unsettled.stream()
                .filter(run -> run.getSpec().operation() != Operation.Plan && !begun(run))
                .filter(run -> active.filter(run::equals).isEmpty())
                .count());
    }

    private static boolean replaces(DatabaseSyncRun run) {
        Operation operation = run.getSpec().operation();
        return operation != Operation.Plan && operation != Operation.Verify;
    }

    private static boolean begun(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        return status != null && status.jobName() != null;
    }
}
