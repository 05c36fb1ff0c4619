package io.databasesync.operator.metrics;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.RunResult;
import io.databasesync.sync.Operation;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One sync and its runs at the moment of a scrape.
record SyncSample(DatabaseSync sync, List<DatabaseSyncRun> runs) {
    private static final double MILLIS = 1000;

    SyncTags tags() {
        return SyncTags.of(sync);
    }

    DatabaseSyncStatus status() {
        return Objects.requireNonNullElse(sync.getStatus(), DatabaseSyncStatus.NONE);
    }

    /// The progress of the run that the sync shows as active.
    Optional<ProgressStatus> progress() {
        return runs.stream()
                .filter(run -> run.getMetadata().getName().equals(status().activeRun()))
                .findFirst()
                .map(DatabaseSyncRun::getStatus)
                .map(DatabaseSyncRunStatus::progress);
    }

    <T> Optional<T> progress(Function<ProgressStatus, @Nullable T> field) {
        return progress().map(field);
    }

    Optional<Double> ratio() {
        return Optional.ofNullable(status().percent()).map(percent -> percent / 100.0);
    }

    Optional<Double> nextRun() {
        DatabaseSyncStatus.NextRetry retry = status().nextRetry();
        return Stream.of(
                        Optional.ofNullable(retry).map(DatabaseSyncStatus.NextRetry::at),
                        Optional.ofNullable(status().nextScheduleTime()))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .flatMap(SyncSample::seconds);
    }

    /// The runs that have not ended, without the active one.
    long waiting() {
        return runs.stream()
                .filter(run -> run.getStatus() == null || !run.getStatus().settled())
                .filter(run -> !run.getMetadata().getName().equals(status().activeRun()))
                .count();
    }

    /// How many of the last syncs failed in a row, among the runs that are kept.
    long failuresInARow() {
        return runs.stream()
                .filter(run -> run.getSpec().operation() == Operation.Sync && result(run) != null)
                .sorted(Comparator.comparing(SyncSample::finishedAt).reversed())
                .takeWhile(run -> result(run) == RunResult.Failed)
                .count();
    }

    static Optional<Double> seconds(@Nullable Instant time) {
        return Optional.ofNullable(time).map(at -> at.toEpochMilli() / MILLIS);
    }

    private static @Nullable RunResult result(DatabaseSyncRun run) {
        return run.getStatus() == null ? null : run.getStatus().result();
    }

    private static Instant finishedAt(DatabaseSyncRun run) {
        Instant finished = run.getStatus() == null ? null : run.getStatus().finishedAt();
        return Objects.requireNonNullElse(finished, Instant.EPOCH);
    }
}
