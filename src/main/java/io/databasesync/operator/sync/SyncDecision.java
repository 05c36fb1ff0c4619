package io.databasesync.operator.sync;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.NextRetry;
import io.databasesync.sync.Operation;

/// What to do about one sync.
public sealed interface SyncDecision {
    /// The status to write.
    DatabaseSyncStatus status();

    /// Create the run that is asked for, then write the status.
    record StartRun(Demand demand, DatabaseSyncStatus status) implements SyncDecision {}

    /// Only write the status: there is nothing to do, or the run acts next.
    record Show(DatabaseSyncStatus status) implements SyncDecision {}

    /// Decides what to do. The same state always gives the same answer.
    static SyncDecision decide(SyncState state) {
        return DemandArbiter.pick(state)
                .<SyncDecision>map(demand -> new StartRun(demand, starting(state, demand)))
                .orElseGet(() -> new Show(SyncStatusView.of(state)));
    }

    private static DatabaseSyncStatus starting(SyncState state, Demand demand) {
        int tried = demand.tried();
        DatabaseSyncStatus status = demand.operation() == Operation.Sync
                ? SyncStatusView.of(state, demand)
                : SyncStatusView.of(state); // a run that only looks is not shown
        return status.withNextRetry(tried == 0 ? null : new NextRetry(tried, null));
    }
}
