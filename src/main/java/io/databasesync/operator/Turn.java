package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.operator.sync.SyncState;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import java.util.List;
import java.util.Optional;

/// Decides which run goes first. Syncs and rollbacks of one sync replace the same tables, so they run one after the
/// other. A plan writes nothing and waits for no run.
final class Turn {
    private Turn() {}

    /// A run that must end before this one may start.
    ///
    /// @param others the runs that name the same sync
    static Optional<String> waitsFor(DatabaseSyncRun run, List<DatabaseSyncRun> others) {
        return run.getSpec().operation() == Operation.Plan
                ? Optional.empty()
                : others.stream()
                        .filter(other -> goesFirst(other, run))
                        .map(Turn::name)
                        .findFirst();
    }

    private static String name(DatabaseSyncRun other) {
        DatabaseSyncRunStatus status = other.getStatus();
        boolean waits = status != null && status.phase() == Phase.AwaitingApproval;
        return other.getMetadata().getName() + (waits ? ", whose plan waits for approval, and" : "");
    }

    private static boolean goesFirst(DatabaseSyncRun other, DatabaseSyncRun run) {
        if (other.settled()
                || other.getSpec().operation() == Operation.Plan
                || other.getMetadata().getUid().equals(run.getMetadata().getUid())) {
            return false;
        }
        DatabaseSyncRunStatus status = other.getStatus();
        boolean begun = status != null && status.jobName() != null;
        return begun || SyncState.OLDEST_FIRST.compare(other, run) < 0;
    }
}
