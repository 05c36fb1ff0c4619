package io.databasesync.operator.sync;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.sync.Operation;
import java.util.Optional;

/// Asks for the run that replaces one whose containers never started.
final class SupersededDemand {
    private SupersededDemand() {}

    static Optional<Demand> of(SyncState state) {
        return state.lastEnd()
                .summary()
                .filter(last -> replaced(last) && state.deletedRun().isEmpty())
                .map(last -> new Demand(
                        state.nameOfRun(state.what() + "/instead of/" + last.name()), "instead of run " + last.name()));
    }

    private static boolean replaced(LastRun last) {
        return last.operation() == Operation.Sync
                && ConditionReason.Superseded.name().equals(last.reason());
    }
}
