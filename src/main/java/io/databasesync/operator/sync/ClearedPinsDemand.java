package io.databasesync.operator.sync;

import java.util.Optional;

/// Asks for a run when somebody clears the pinned identities after a run was refused for them. It replaces that run.
final class ClearedPinsDemand {
    private ClearedPinsDemand() {}

    static Optional<Demand> of(SyncState state) {
        return state.refusalCleared() ? SpecDemand.unanswered(state, "identities cleared") : Optional.empty();
    }
}
