package io.databasesync.operator.sync;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.DatabaseSyncStatus.NextRetry;
import io.databasesync.api.ReasonWords;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Annotations;
import io.databasesync.operator.job.StartTrouble;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Retries the last run without a request: it got no connection, or the target was busy. It wrote nothing. A person
/// fixes the cause in another place, mostly in a Secret, which the operator may not read.
///
/// Every run notes how many runs came before it. The sync's status is used for deleted runs only: the operator's copy
/// may be older than its last write.
final class RetryDemand {
    /// In units of the first pause, 15 seconds by default: over five hours in total.
    private static final List<Integer> PAUSES = List.of(1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240);

    private static final int NO_CONNECTION = Reason.ConnectionFailed.exitCode();

    private RetryDemand() {}

    static Optional<Demand> due(SyncState state) {
        return next(state)
                .filter(next -> !state.now().isBefore(next.at()))
                .map(next -> new Demand(name(state), reason(state), next.tried() + 1));
    }

    private static String reason(SyncState state) {
        return "again after " + state.lastEnd().summary().map(LastRun::reason).orElse(Reason.ConnectionFailed.name());
    }

    /// The name of the next run. It depends on the spec and the last run, so every caller gets the same name.
    private static String name(SyncState state) {
        String after = state.lastEnd().summary().map(LastRun::name).orElse("");
        return state.nameOfRun(state.what() + "/after/" + after);
    }

    /// The next attempt. Empty if there is nothing to retry, or all attempts are used.
    static Optional<Next> next(SyncState state) {
        boolean waiting = state.answered().current()
                && state.mayStart()
                && state.deletedRun().isEmpty();
        return state.lastEnd()
                .summary()
                .filter(last -> waiting && gotNoConnection(last) && tried(last) < PAUSES.size())
                .filter(_ -> givenUp(state).isEmpty())
                .map(last -> after(last, state));
    }

    private static Next after(LastRun last, SyncState state) {
        int tried = tried(last);
        Instant ended = Objects.requireNonNull(last.finishedAt());
        return new Next(tried, ended.plus(state.firstPause().multipliedBy(PAUSES.get(tried))));
    }

    /// The pause after this many tries. Empty if all are used.
    static Optional<Duration> pause(SyncState state, int tried) {
        return tried < PAUSES.size()
                ? Optional.of(state.firstPause().multipliedBy(PAUSES.get(tried)))
                : Optional.empty();
    }

    /// An attempt that was deleted before it ended. The person who deleted it wants no other one.
    private static Optional<NextRetry> givenUp(SyncState state) {
        return state.before(DatabaseSyncStatus::nextRetry)
                .filter(told -> told.at() == null)
                .filter(told -> state.lastEnd()
                        .summary()
                        .filter(last -> gotNoConnection(last) && told.tried() > tried(last))
                        .isPresent());
    }

    /// The attempts as a status shows them. For a run under way: how often it was tried before.
    static Optional<NextRetry> shown(SyncState state) {
        return next(state)
                .map(next -> new NextRetry(next.tried(), next.at()))
                .or(() -> state.activeRun()
                        .filter(run -> run.getSpec().operation() == Operation.Sync)
                        .map(run -> new NextRetry(tried(run), null)))
                .or(() -> givenUp(state))
                .or(() -> state.lastEnd()
                        .summary()
                        .filter(RetryDemand::gotNoConnection)
                        .map(last -> new NextRetry(tried(last), null)))
                .filter(shown -> shown.at() != null || shown.tried() > 0);
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
                                || StartTrouble.is(word)
                                || (word instanceof Reason reason && reason.exitCode() == NO_CONNECTION))
                        .isPresent();
    }

    /// The next attempt.
    ///
    /// @param tried how many retries were started in a row
    record Next(int tried, Instant at) {}
}
