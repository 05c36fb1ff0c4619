package io.databasesync.operator.sync;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.RunResult;
import io.databasesync.operator.run.EndedRun;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The end of the newest run that may have replaced content. A rollback counts only if it succeeded.
///
/// If the run in `status.lastRun` was deleted, its entry counts until a newer run ends: deleting a run does not
/// change the target. A stale cache can only show an older status.
///
/// A run that was cancelled before it had a Job of its own, mostly while it waited for approval, has touched nothing:
/// an earlier end counts, if there is one.
///
/// @param run that run, if it still exists
/// @param summary the values of that run that later decisions need
/// @param waived a newer run that was cancelled before it had a Job of its own
record LastEnd(Optional<DatabaseSyncRun> run, Optional<LastRun> summary, Optional<DatabaseSyncRun> waived) {

    /// @param runs the runs of the sync
    /// @param newest the name of the run that counts as newer if two ended in the same second
    /// @param told `status.lastRun`
    static LastEnd of(List<DatabaseSyncRun> runs, String newest, Optional<LastRun> told) {
        Optional<DatabaseSyncRun> latest = latest(runs, newest, LastEnd::counts);
        Optional<DatabaseSyncRun> waived = latest.filter(LastEnd::touchedNothing);
        if (waived.isPresent()) {
            Optional<DatabaseSyncRun> earlier = latest(runs, newest, run -> counts(run) && !touchedNothing(run));
            boolean other = earlier.isPresent()
                    || told.filter(last -> !name(waived.get()).equals(last.name()))
                            .isPresent();
            return other ? of(earlier, waived, runs, told) : of(latest, Optional.empty(), runs, told);
        }
        return of(latest, waived, runs, told);
    }

    private static LastEnd of(
            Optional<DatabaseSyncRun> latest,
            Optional<DatabaseSyncRun> waived,
            List<DatabaseSyncRun> runs,
            Optional<LastRun> told) {
        Optional<DatabaseSyncRun> run = latest.filter(found -> !deletedAfter(EndedRun.finishedAt(found), runs, told));
        return new LastEnd(run, run.map(EndedRun::of).or(() -> told), waived);
    }

    private static Optional<DatabaseSyncRun> latest(
            List<DatabaseSyncRun> runs, String newest, Predicate<DatabaseSyncRun> wanted) {
        return runs.stream()
                .filter(wanted)
                .max(Comparator.comparing(EndedRun::finishedAt)
                        .thenComparing(candidate -> name(candidate).equals(newest)));
    }

    private static boolean touchedNothing(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        return status != null
                && status.result() == RunResult.Cancelled
                && Reason.Cancelled.name().equals(status.reason())
                && status.startedAt() == null;
    }

    private static String name(DatabaseSyncRun run) {
        return run.getMetadata().getName();
    }

    /// Whether that run succeeded. False if no run has ended yet.
    boolean succeeded() {
        return summary.filter(last -> last.result() == RunResult.Succeeded).isPresent();
    }

    private static boolean counts(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        Operation operation = run.getSpec().operation();
        return status != null
                && status.settled()
                && operation != Operation.Plan
                && operation != Operation.Verify
                && (operation != Operation.Rollback || status.result() == RunResult.Succeeded);
    }

    /// Whether a run that ended at the same time or later has been deleted.
    private static boolean deletedAfter(Instant finished, List<DatabaseSyncRun> runs, Optional<LastRun> told) {
        return told.filter(
                        last -> last.finishedAt() != null && !last.finishedAt().isBefore(finished))
                .filter(last -> runs.stream()
                        .noneMatch(run -> run.getMetadata().getName().equals(last.name())))
                .isPresent();
    }
}
