package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import java.util.List;
import java.util.Optional;

/// Whose turn it is. Syncs and rollbacks of one sync replace the same tables, so they go one after the other; a plan
/// writes nothing and waits for nobody.
final class Turn {
    private Turn() {}

    /// A run that has to end before this one may start.
    ///
    /// @param others that name the same sync
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
        if (RunState.settled(other)
                || other.getSpec().operation() == Operation.Plan
                || other.getMetadata().getUid().equals(run.getMetadata().getUid())) {
            return false;
        }
        DatabaseSyncRunStatus status = other.getStatus();
        boolean begun = status != null && status.jobName() != null;
        return begun || SyncState.OLDEST_FIRST.compare(other, run) < 0;
    }
}
