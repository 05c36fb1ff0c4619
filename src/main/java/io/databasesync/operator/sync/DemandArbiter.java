package io.databasesync.operator.sync;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Picks the run that a sync starts next from all demands.
final class DemandArbiter {
    /// The first source with a demand wins. A new source is one more entry, and its position is its rank: demands of
    /// the spec come before demands of time.
    private static final List<Function<SyncState, Optional<Demand>>> BY_RANK = List.of(
            SpecDemand::first,
            ClearedPinsDemand::of,
            TriggerDemand::of,
            SpecDemand::changed,
            SupersededDemand::of,
            BlockedDemand::foundAgain,
            ScheduleDemand::due,
            RetryDemand::due);

    private DemandArbiter() {}

    /// The demand to serve next. A sync that may not start a run that writes only looks again, if it is blocked. The
    /// clock may ask while a run is under way: its run waits for that one.
    static Optional<Demand> pick(SyncState state) {
        return state.mayStart()
                ? BY_RANK.stream()
                        .flatMap(source -> source.apply(state).stream())
                        .findFirst()
                : BlockedDemand.look(state).or(() -> ScheduleDemand.due(state));
    }
}
