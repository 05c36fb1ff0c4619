package io.databasesync.operator.sync;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.operator.run.Pins;
import io.databasesync.operator.run.RunState;
import io.databasesync.operator.run.SpecHash;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The spec that the newest run answers.
///
/// @param current whether a run exists, or existed, that answers the current spec
/// @param hash the hash of that run's spec; absent if a run must still be made
/// @param template the hash of all fields that the run uses; absent if no run is known to have used any
/// @param trigger the trigger that the run answers
record AnsweredSpec(
        boolean current,
        @Nullable String hash,
        @Nullable String template,
        @Nullable String trigger) {

    /// The answer after the run for the current spec starts.
    static AnsweredSpec asItIs(SyncState state) {
        return new AnsweredSpec(
                true,
                state.what(),
                SpecHash.template(state.spec()),
                state.spec().trigger());
    }

    static AnsweredSpec of(SyncState state) {
        Optional<DatabaseSyncSpec> newer = newer(state);
        Optional<String> newerHash = newer.map(SpecHash::what);
        String template = newer.map(SpecHash::template)
                .or(() -> state.before(DatabaseSyncStatus::handledTemplateHash))
                .or(() -> state.lastEnd()
                        .run()
                        .map(run -> run.getSpec().template())
                        .map(SpecHash::template))
                .orElse(null);
        if (state.byTheClock() && !state.refusalCleared()) {
            return byTheClock(state, newer, template);
        }
        if (current(state, newerHash) && !mended(state, template)) {
            return new AnsweredSpec(true, state.what(), template, state.spec().trigger());
        }
        String hash = state.refusalCleared()
                ? null
                : newerHash
                        .or(() -> state.before(DatabaseSyncStatus::handledSpecHash))
                        .orElse(null);
        String trigger = newer.isPresent()
                ? newer.get().trigger()
                : state.before(DatabaseSyncStatus::lastHandledTrigger).orElse(null);
        return new AnsweredSpec(false, hash, template, trigger);
    }

    /// Whether somebody has changed any field since the newest run, which did not succeed. A run that exists already
    /// for this generation answers the change.
    private static boolean mended(SyncState state, @Nullable String template) {
        return template != null
                && state.failedLast()
                && !template.equals(SpecHash.template(state.spec()))
                && !exists(state);
    }

    private static boolean exists(SyncState state) {
        return state.runs().stream().anyMatch(run -> run.getMetadata().getName().equals(state.runName()));
    }

    /// Only a new trigger needs an answer. Creating the sync is no change of the trigger.
    private static AnsweredSpec byTheClock(
            SyncState state, Optional<DatabaseSyncSpec> newer, @Nullable String template) {
        String asked = state.spec().trigger();
        boolean unseen = state.before(DatabaseSyncStatus::observedGeneration)
                .filter(generation -> generation >= 0)
                .isEmpty();
        String handled = unseen
                ? asked
                : newer.map(spec -> Optional.ofNullable(spec.trigger()))
                        .orElseGet(() -> state.before(DatabaseSyncStatus::lastHandledTrigger))
                        .orElse(null);
        boolean current = asked == null || asked.equals(handled) || exists(state);
        String hash = newer.map(SpecHash::what)
                .or(() -> state.before(DatabaseSyncStatus::handledSpecHash))
                .orElse(null);
        return new AnsweredSpec(current, hash, template, current ? asked : handled);
    }

    private static boolean current(SyncState state, Optional<String> newerHash) {
        if (exists(state) || state.refusalCleared()) {
            return exists(state);
        }
        if (newerHash.isPresent() && !newerHash.get().equals(state.what())) {
            return false;
        }
        boolean noted = state.before(DatabaseSyncStatus::handledSpecHash)
                .filter(state.what()::equals)
                .isPresent();
        return noted
                || newest(state, _ -> true)
                        .filter(run -> answers(run, state.what()) && !refusedForClearedPins(run, state.pins()))
                        .isPresent();
    }

    /// The spec of a run that the status may not contain yet: a run under way, or one that has ended since. The
    /// operator may have stopped before it wrote the status.
    private static Optional<DatabaseSyncSpec> newer(SyncState state) {
        String told = state.told().map(LastRun::name).orElse(null);
        return newest(state, run -> !run.settled() && RunState.accepted(run))
                .or(() -> state.deletedRun().isEmpty() ? state.lastEnd().waived() : Optional.empty())
                .or(() -> state.lastEnd()
                        .run()
                        .filter(run -> run.getSpec().operation() == Operation.Sync)
                        .filter(run -> !run.getMetadata().getName().equals(told)))
                .map(run -> run.getSpec().template());
    }

    private static Optional<DatabaseSyncRun> newest(SyncState state, Predicate<DatabaseSyncRun> wanted) {
        return state.runs().stream()
                .filter(run -> run.getSpec().operation() == Operation.Sync && wanted.test(run))
                .reduce((_, newer) -> newer);
    }

    private static boolean answers(DatabaseSyncRun run, String what) {
        DatabaseSyncSpec template = run.getSpec().template();
        return template != null && SpecHash.what(template).equals(what);
    }

    private static boolean refusedForClearedPins(DatabaseSyncRun run, Pins pins) {
        boolean refused = run.getStatus() != null
                && Reason.IdentityChanged.name().equals(run.getStatus().reason());
        return refused && pins.changedIn().isEmpty();
    }
}
