package io.databasesync.operator.status;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tells whether the next status of a sync or a run says nothing but how far the run is. Such a write may wait for
/// the next beat; conditions, results and names may not.
final class OnlyProgress {
    private OnlyProgress() {}

    static boolean of(@Nullable DatabaseSyncStatus before, DatabaseSyncStatus after) {
        return before != null && before.activeRun() != null && rest(before).equals(rest(after));
    }

    /// @param run with its status before
    static boolean of(DatabaseSyncRun run, DatabaseSyncRunStatus after) {
        DatabaseSyncRunStatus before = run.getStatus();
        return before != null
                && before.phase() != null
                && Objects.equals(before.jobName(), after.jobName())
                && rest(before, run).equals(rest(after, run));
    }

    private static DatabaseSyncStatus rest(DatabaseSyncStatus status) {
        return status.with(builder -> builder.phase(null)
                .percent(null)
                .message(null)
                .tables(null)
                .rate(null)
                .eta(null)
                .remaining(null));
    }

    /// The plan decides what happens next, unless the run's own Job has made it on the way.
    private static DatabaseSyncRunStatus rest(DatabaseSyncRunStatus status, DatabaseSyncRun run) {
        boolean working = run.getMetadata().getName().equals(status.jobName());
        return status.with(builder -> builder.phase(null)
                .message(null)
                .attempts(null)
                .startedAt(null)
                .beatSeconds(null)
                .plan(working ? null : status.plan())
                .progress(null));
    }
}
