package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.DatabaseSyncStatus.NextTry;
import io.databasesync.sync.Phase;
import io.databasesync.text.Display;
import java.util.Optional;

/// What to do about one sync.
sealed interface SyncDecision {
    /// The status that tells of it.
    DatabaseSyncStatus status();

    /// Create this run, then tell.
    ///
    /// @param tried how many runs before it got no connection, in a row
    record StartRun(String name, String reason, int tried, DatabaseSyncStatus status) implements SyncDecision {}

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
            return start(
                    state,
                    state.nextTryName(),
                    "got no connection before",
                    again.get().tried() + 1);
        }
        return start
                ? start(state, state.runName(), reason(state), 0)
                : new Show(SyncStatusView.of(state, state.activeRun().map(RunGlance::of), state.handled()));
    }

    private static StartRun start(SyncState state, String name, String reason, int tried) {
        RunGlance starting = new RunGlance(name, Phase.Pending, 0, "the run is about to start", null);
        DatabaseSyncStatus status = SyncStatusView.of(state, Optional.of(starting), true)
                .withNextTry(tried == 0 ? null : new NextTry(tried, null));
        return new StartRun(name, reason, tried, status);
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
        return trigger == null || trigger.equals(status.lastHandledTrigger())
                ? "spec changed"
                : Display.cut("trigger " + trigger, DatabaseSyncRunSpec.MAX_REASON);
    }
}
