package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.RunProgress;
import io.databasesync.sync.Phase;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a sync shows of its active run.
record RunGlance(
        String name,
        Phase phase,
        int percent,
        String message,
        @Nullable Instant eta) {
    /// A pod's words reach the sync as soon as the run: nobody sees the percentage of one phase under the name of
    /// another.
    static RunGlance of(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
        RunProgress progress = status.progress();
        Phase known = Objects.requireNonNullElse(status.phase(), Phase.Pending);
        // the pod may be a phase ahead of what the run's own reconciler has written: tell one story, the newer one
        Phase phase = run.getSpec().cancelled() ? known : phase(status);
        String message = phase == known || progress == null ? status.message() : progress.message();
        return new RunGlance(
                run.getMetadata().getName(),
                phase,
                percent(progress),
                message == null ? "the run is about to start" : message,
                progress == null ? null : progress.eta());
    }

    /// Where a run is that has not ended, as its pod tells it. How it ended is the Job's to say.
    static Phase phase(DatabaseSyncRunStatus status) {
        RunProgress progress = status.progress();
        Phase told = progress == null ? null : progress.phase();
        if (told == Phase.Succeeded) {
            return Phase.Publishing; // not the run's own phase: that may lag behind, and a phase must not go back
        }
        return told == null || told.terminal() || told == Phase.AwaitingApproval
                ? Objects.requireNonNullElse(status.phase(), Phase.Pending)
                : told;
    }

    /// Only a published run has 100; the pod may say so before its Job does.
    private static int percent(@Nullable RunProgress progress) {
        Integer percent = progress == null ? null : progress.percent();
        return percent == null ? 0 : Math.clamp(percent, 0, 99);
    }
}
