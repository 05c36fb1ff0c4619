package io.databasesync.operator.sync;

import java.util.Optional;

/// Asks for a run when a time of `spec.schedule` has come.
final class ScheduleDemand {
    private ScheduleDemand() {}

    static Optional<Demand> due(SyncState state) {
        return state.turn().demand();
    }
}
