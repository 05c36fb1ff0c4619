package io.databasesync.operator;

import io.databasesync.api.Annotations;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
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
/// Every run says how many there were before it. The sync's status is asked of deleted runs only: what the operator has
/// of it may be older than what it wrote there last.
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
        return state.last()
                .filter(last -> waiting && gotNoConnection(last) && tried(last) < PAUSES.size())
                .filter(last -> givenUp(state).isEmpty())
                .map(last -> after(last, state.firstPause()));
    }

    private static Reconnects after(LastRun last, Duration firstPause) {
        Instant ended = Objects.requireNonNull(last.finishedAt());
        return new Reconnects(tried(last), ended.plus(firstPause.multipliedBy(PAUSES.get(tried(last)))));
    }

    /// A try that was under way and is neither there nor has ended: whoever deleted it wants no other one.
    private static Optional<NextTry> givenUp(SyncState state) {
        NextTry shown = state.status() == null ? null : state.status().nextTry();
        return Optional.ofNullable(shown)
                .filter(told -> told.at() == null)
                .filter(told -> state.last()
                        .filter(last -> gotNoConnection(last) && told.tried() > tried(last))
                        .isPresent());
    }

    /// What a status says of them: of a run that is under way, how often it was tried before.
    static Optional<NextTry> shown(SyncState state) {
        return of(state)
                .map(due -> new NextTry(due.tried(), due.next()))
                .or(() -> state.activeRun()
                        .filter(run -> run.getSpec().operation() == Operation.Sync)
                        .map(run -> new NextTry(tried(run), null)))
                .or(() -> givenUp(state))
                .or(() -> state.last().filter(Reconnects::gotNoConnection).map(last -> new NextTry(tried(last), null)))
                .filter(shown -> shown.at() != null || shown.tried() > 0);
    }

    boolean due(Instant now) {
        return !now.isBefore(next);
    }

    private static int tried(DatabaseSyncRun run) {
        return Annotations.number(run, Annotations.TRIED).orElse(0);
    }

    private static int tried(LastRun last) {
        return Objects.requireNonNullElse(last.tried(), 0);
    }

    private static boolean gotNoConnection(LastRun last) {
        return last.operation() == Operation.Sync
                && last.result() == RunResult.Failed
                && last.finishedAt() != null
                && ReasonWords.find(last.reason())
                        .filter(word -> word == Reason.TargetBusy
                                || (word instanceof Reason reason && reason.exitCode() == NO_CONNECTION))
                        .isPresent();
    }
}
