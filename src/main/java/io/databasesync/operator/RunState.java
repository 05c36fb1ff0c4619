package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the cluster shows about one run.
///
/// @param sync the run's sync; only looked for until the run is accepted
/// @param job the run's Job, if there is one
/// @param jobVanished the API was asked and has no such Job, although the status names it
/// @param pods of the Job
/// @param planning what only makes the run's plan
/// @param waitsFor a run of the same sync that has to end first; only looked for when the run may start
/// @param pins what the run is held to; only looked for when it may start, and absent if its sync is gone
record RunState(
        DatabaseSyncRun run,
        SyncLookup sync,
        @Nullable Job job,
        boolean jobVanished,
        List<Pod> pods,
        Planning planning,
        Optional<String> waitsFor,
        Optional<Pins> pins,
        Instant now) {

    RunState {
        pods = List.copyOf(pods);
    }

    /// What was found under `spec.syncRef`.
    sealed interface SyncLookup {
        /// @param owner the reference that makes the sync the run's owner
        record Found(DatabaseSyncSpec spec, OwnerReference owner) implements SyncLookup {}

        record Missing(String message) implements SyncLookup {}

        /// It, or the run, holds something that its pod would refuse.
        record Unreadable(String message) implements SyncLookup {}

        record NotNeeded() implements SyncLookup {}
    }

    /// The Job that only makes the run's plan, for somebody to approve.
    ///
    /// @param vanished the API was asked and has no such Job, although the status names it and has no plan yet
    record Planning(@Nullable Job job, boolean vanished, List<Pod> pods) {
        static final Planning NONE = new Planning(null, false, List.of());

        Planning {
            pods = List.copyOf(pods);
        }

        Optional<Verdict> verdict() {
            return Verdict.of(job, pods);
        }

        /// Whether a pod may still be at it.
        boolean running() {
            return (job != null && verdict().isEmpty())
                    || pods.stream().anyMatch(pod -> Pods.terminated(pod).isEmpty());
        }
    }

    DatabaseSyncRunStatus status() {
        return Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
    }

    /// Only the operator writes a phase, and first when the run and its template were found good.
    static boolean accepted(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        return status != null && status.phase() != null;
    }

    static boolean settled(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        return status != null && status.settled();
    }

    long generation() {
        return Objects.requireNonNullElse(run.getMetadata().getGeneration(), 0L);
    }

    boolean jobIsDeleted() {
        return job != null && job.getMetadata().getDeletionTimestamp() != null;
    }
}
