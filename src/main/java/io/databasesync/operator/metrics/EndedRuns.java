package io.databasesync.operator.metrics;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatus.PhaseStart;
import io.databasesync.api.RunResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Counts how runs end, and measures how long each of their phases took.
public final class EndedRuns {
    private static final Duration[] BUCKETS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4),
        Duration.ofHours(12)
    };

    private final MeterRegistry registry;

    EndedRuns(MeterRegistry registry) {
        this.registry = registry;
    }

    /// @param run with its last progress
    /// @param reason why it failed, or `Succeeded`
    public void count(DatabaseSyncRun run, RunResult result, @Nullable String reason, Instant finishedAt) {
        SyncTags sync =
                new SyncTags(run.getMetadata().getNamespace(), run.getSpec().syncRef());
        Counter.builder("dbsync.runs.ended")
                .description("Runs that ended since the operator started")
                .tags(sync.and(
                                "operation",
                                Objects.requireNonNullElse(run.getSpec().operation(), "Sync"))
                        .and("result", result.name())
                        .and("reason", Objects.requireNonNullElse(reason, "")))
                .register(registry)
                .increment();
        DatabaseSyncRunStatus status = run.getStatus();
        ProgressStatus progress = status == null ? null : status.progress();
        if (progress != null) {
            measure(sync, progress.phases(), finishedAt);
        }
    }

    /// Each phase lasts until the next one begins.
    private void measure(SyncTags sync, List<PhaseStart> phases, Instant finishedAt) {
        for (int i = 0; i < phases.size(); i++) {
            PhaseStart start = phases.get(i);
            if (start.phase() == null
                    || start.startedAt() == null
                    || start.phase().terminal()) {
                continue;
            }
            Instant next = i + 1 < phases.size() ? phases.get(i + 1).startedAt() : finishedAt;
            Duration took = next == null ? Duration.ZERO : Duration.between(start.startedAt(), next);
            timer(sync, start).record(took.isNegative() ? Duration.ZERO : took);
        }
    }

    private Timer timer(SyncTags sync, PhaseStart start) {
        return Timer.builder("dbsync.run.phase.duration")
                .description("How long the phases of ended runs took")
                .tags(sync.and("phase", Objects.requireNonNull(start.phase())))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
