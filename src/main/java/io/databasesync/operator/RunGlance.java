package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.RunProgress;
import io.databasesync.sync.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a sync shows of its active run.
record RunGlance(
        String name,
        Phase phase,
        int percent,
        String message,
        @Nullable Instant eta) {
    static RunGlance of(DatabaseSyncRun run) {
        String name = run.getMetadata().getName();
        DatabaseSyncRunStatus status = run.getStatus();
        RunProgress progress = status == null ? null : status.progress();
        Phase phase = status == null ? null : status.phase();
        String message = status == null ? null : status.message();
        return new RunGlance(
                name,
                phase == null ? Phase.Pending : phase,
                percent(progress),
                message == null ? "the run is about to start" : message,
                progress == null ? null : progress.eta());
    }

    /// Only a published run has 100; the pod may say so before its Job does.
    private static int percent(@Nullable RunProgress progress) {
        Integer percent = progress == null ? null : progress.percent();
        return percent == null ? 0 : Math.clamp(percent, 0, 99);
    }
}
