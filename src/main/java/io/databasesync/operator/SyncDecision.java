package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.DatabaseSyncStatus.NextTry;
import io.databasesync.sync.Phase;
import java.util.Optional;

/// What to do about one sync.
sealed interface SyncDecision {
    /// The status that tells of it.
    DatabaseSyncStatus status();

    /// Create this run, then tell.
    record StartRun(String name, String reason, DatabaseSyncStatus status) implements SyncDecision {}

    /// Tell where things stand; nothing is to be done, or it is the run's turn.
    record Show(DatabaseSyncStatus status) implements SyncDecision {}

    /// The whole decision: the same state always gives the same answer.
    static SyncDecision decide(SyncState state) {
        boolean start = !state.handled()
                && state.activeRun().isEmpty()
                && !state.suspended()
                && state.pins().changedIn().isEmpty();
        Optional<Reconnects> again = Reconnects.of(state).filter(next -> next.due(state.now()));
        if (again.isPresent()) {
            RunGlance trying = new RunGlance(state.nextTryName(), Phase.Pending, 0, "the run is about to start", null);
            return new StartRun(
                    trying.name(),
                    "got no connection before",
                    SyncStatusView.of(state, Optional.of(trying), true)
                            .withNextTry(new NextTry(again.get().tried() + 1, null)));
        }
        if (!start) {
            return new Show(SyncStatusView.of(state, state.activeRun().map(RunGlance::of), state.handled()));
        }
        RunGlance starting = new RunGlance(state.runName(), Phase.Pending, 0, "the run is about to start", null);
        return new StartRun(state.runName(), reason(state), SyncStatusView.of(state, Optional.of(starting), true));
    }

    private static String reason(SyncState state) {
        DatabaseSyncStatus status = state.status();
        LastRun last = status == null ? null : status.lastRun();
        String trigger = state.spec().trigger();
        if (status == null || last == null) {
            return "first run";
        }
        if (state.refusalCleared()) {
            return "identities cleared";
        }
        return trigger == null || trigger.equals(status.lastHandledTrigger()) ? "spec changed" : "trigger " + trigger;
    }
}
