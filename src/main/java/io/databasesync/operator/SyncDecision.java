package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.NextRetry;

/// What to do about one sync.
sealed interface SyncDecision {
    /// The status that tells of it.
    DatabaseSyncStatus status();

    /// Create the run that is asked for, then tell.
    record StartRun(Demand demand, DatabaseSyncStatus status) implements SyncDecision {}

    /// Tell where things stand; nothing is to be done, or it is the run's turn.
    record Show(DatabaseSyncStatus status) implements SyncDecision {}

    /// The whole decision: the same state always gives the same answer.
    static SyncDecision decide(SyncState state) {
        return DemandArbiter.pick(state)
                .<SyncDecision>map(demand -> new StartRun(demand, starting(state, demand)))
                .orElseGet(() -> new Show(SyncStatusView.of(state)));
    }

    private static DatabaseSyncStatus starting(SyncState state, Demand demand) {
        int tried = demand.tried();
        return SyncStatusView.of(state, ActiveRunView.starting(demand.name()), AnsweredSpec.asItIs(state))
                .withNextRetry(tried == 0 ? null : new NextRetry(tried, null));
    }
}
