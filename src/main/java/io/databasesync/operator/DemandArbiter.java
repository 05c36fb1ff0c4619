package io.databasesync.operator;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Picks the run that a sync starts next, of all that are asked for.
final class DemandArbiter {
    /// The first that asks wins. A further source of runs, a clock for example, is one more line, and the line's place
    /// is its rank: what the spec asks for comes before what time asks for.
    private static final List<Function<SyncState, Optional<Demand>>> BY_RANK =
            List.of(SpecDemand::first, ClearedPinsDemand::of, TriggerDemand::of, SpecDemand::changed, RetryDemand::due);

    private DemandArbiter() {}

    /// Empty also while the sync may start nothing, whoever asks.
    static Optional<Demand> pick(SyncState state) {
        return state.mayStart()
                ? BY_RANK.stream()
                        .flatMap(source -> source.apply(state).stream())
                        .findFirst()
                : Optional.empty();
    }
}
