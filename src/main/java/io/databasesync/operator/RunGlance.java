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
        Phase phase = run.getSpec().cancelled() ? known : phase(known, progress);
        String message = phase == known || progress == null ? status.message() : progress.message();
        return new RunGlance(
                run.getMetadata().getName(),
                phase,
                percent(progress),
                message == null ? "the run is about to start" : message,
                progress == null ? null : progress.eta());
    }

    /// How it ended is the Job's to say.
    private static Phase phase(Phase known, @Nullable RunProgress progress) {
        Phase told = progress == null ? null : progress.phase();
        return told == null || told.terminal() ? known : told;
    }

    /// Only a published run has 100; the pod may say so before its Job does.
    private static int percent(@Nullable RunProgress progress) {
        Integer percent = progress == null ? null : progress.percent();
        return percent == null ? 0 : Math.clamp(percent, 0, 99);
    }
}
