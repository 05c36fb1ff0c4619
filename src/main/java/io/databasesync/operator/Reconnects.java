package io.databasesync.operator;

import io.databasesync.api.Annotations;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus.NextTry;
import io.databasesync.api.ReasonWords;
import io.databasesync.api.RunResult;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// When a sync tries again although nobody asked for it: its last run got no connection, or not the target.
/// Nothing was written, and what was wrong, a Secret above all, is put right elsewhere, where the operator
/// may not look.
///
/// Every run says how many there were before it. The sync's status shows it, but is not asked: what the operator
/// has of it may be older than what it wrote there last.
///
/// @param tried runs that were started so in a row
/// @param next when the next one is due
record Reconnects(int tried, Instant next) {
    /// In units of the first one, a minute: over five hours in all.
    private static final List<Integer> PAUSES = List.of(1, 2, 4, 8, 16, 32, 60, 60, 60, 60);

    private static final int NO_CONNECTION = Reason.ConnectionFailed.exitCode();

    /// Empty if there is nothing to try again, or it was tried often enough.
    static Optional<Reconnects> of(SyncState state) {
        boolean waiting = state.handled()
                && state.activeRun().isEmpty()
                && !state.suspended()
                && state.pins().changedIn().isEmpty();
        return state.lastRun()
                .filter(run -> waiting && gotNoConnection(run) && tried(run) < PAUSES.size())
                .map(run -> after(run, state.firstPause()));
    }

    private static Reconnects after(DatabaseSyncRun run, Duration firstPause) {
        Instant ended =
                Objects.requireNonNull(Objects.requireNonNull(run.getStatus()).finishedAt());
        return new Reconnects(tried(run), ended.plus(firstPause.multipliedBy(PAUSES.get(tried(run)))));
    }

    /// What a status says of them: of a run that is under way, how often it was tried before.
    static Optional<NextTry> shown(SyncState state) {
        return of(state)
                .map(due -> new NextTry(due.tried(), due.next()))
                .or(() -> state.activeRun()
                        .or(() -> state.lastRun().filter(Reconnects::gotNoConnection))
                        .map(run -> new NextTry(tried(run), null))
                        .filter(shown -> shown.tried() > 0));
    }

    boolean due(Instant now) {
        return !now.isBefore(next);
    }

    private static int tried(DatabaseSyncRun run) {
        return Annotations.number(run, Annotations.TRIED).orElse(0);
    }

    private static boolean gotNoConnection(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
        return run.getSpec().operation() == Operation.Sync
                && status.result() == RunResult.Failed
                && status.finishedAt() != null
                && ReasonWords.find(status.reason())
                        .filter(word -> word == Reason.TargetBusy
                                || (word instanceof Reason reason && reason.exitCode() == NO_CONNECTION))
                        .isPresent();
    }
}
