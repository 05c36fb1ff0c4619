package io.databasesync.operator.sync;

import java.util.Optional;

/// Asks for a run when no run answers the current spec.
final class SpecDemand {
    private SpecDemand() {}

    /// The first run of a sync: none of its runs has ended yet.
    static Optional<Demand> first(SyncState state) {
        return state.told().isEmpty() && !state.byTheClock() ? unanswered(state, "first run") : Optional.empty();
    }

    /// A later run.
    static Optional<Demand> changed(SyncState state) {
        return unanswered(state, "spec changed");
    }

    /// The run that the spec asks for, if it was not made yet.
    static Optional<Demand> unanswered(SyncState state, String reason) {
        return state.answered().current() ? Optional.empty() : Optional.of(new Demand(state.runName(), reason));
    }
}
