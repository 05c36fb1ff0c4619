package io.databasesync.operator.run;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.contract.Annotations;
import io.databasesync.operator.job.Pods;
import io.databasesync.operator.job.StartTrouble;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the cluster shows about one run.
///
/// @param sync the run's sync; looked up only until the run is accepted
/// @param job the run's Job, if there is one
/// @param jobVanished whether the API has no such Job, although the status names it
/// @param pods the pods of the Job
/// @param start why no pod runs, and whether another run should replace this one
/// @param planning the Job that only makes the run's plan, and its pods
/// @param waitsFor a run of the same sync that must end first; looked up only when the run may start
/// @param pins the databases that the run is held to; looked up only when it may start, and empty if its sync is
/// gone
public record RunState(
        DatabaseSyncRun run,
        SyncLookup sync,
        @Nullable Job job,
        boolean jobVanished,
        List<Pod> pods,
        Start start,
        Planning planning,
        Optional<String> waitsFor,
        Optional<Pins> pins,
        Instant now) {

    public RunState {
        pods = List.copyOf(pods);
    }

    /// How the Job under way starts.
    ///
    /// @param trouble why no pod runs; empty if one does, or may be about to
    /// @param outdated whether no container has ever run, and a run that were made now would have another template
    public record Start(Optional<StartTrouble> trouble, boolean outdated) {
        public static final Start NONE = new Start(Optional.empty(), false);
    }

    /// The result of the lookup of `spec.syncRef`.
    public sealed interface SyncLookup {
        /// @param owner the reference that makes the sync the run's owner
        record Found(DatabaseSyncSpec spec, OwnerReference owner) implements SyncLookup {}

        record Missing(String message) implements SyncLookup {}

        /// The sync or the run holds something that the run's pod would refuse.
        record Unreadable(String message) implements SyncLookup {}

        record NotNeeded() implements SyncLookup {}
    }

    /// The Job that only makes the run's plan, for a person to approve.
    ///
    /// @param vanished whether the API has no such Job, although the status names it and has no plan yet
    public record Planning(@Nullable Job job, boolean vanished, List<Pod> pods) {
        public static final Planning NONE = new Planning(null, false, List.of());

        public Planning {
            pods = List.copyOf(pods);
        }

        Optional<Verdict> verdict() {
            return Verdict.of(job, pods);
        }

        /// Whether a pod may still be making the plan.
        boolean running() {
            return (job != null && verdict().isEmpty())
                    || pods.stream().anyMatch(pod -> Pods.terminated(pod).isEmpty());
        }
    }

    public DatabaseSyncRunStatus status() {
        return Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
    }

    /// Whether the operator has accepted the run. Only the operator writes a phase, after it has checked
    /// run and template.
    public static boolean accepted(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        return status != null && status.phase() != null;
    }

    /// Whether the run has to end early: somebody cancelled it, or another run replaces it.
    public static boolean ending(DatabaseSyncRun run) {
        return run.getSpec().cancelled() || superseded(run);
    }

    static boolean superseded(DatabaseSyncRun run) {
        return Annotations.has(run, Annotations.SUPERSEDED);
    }

    long generation() {
        return Objects.requireNonNullElse(run.getMetadata().getGeneration(), 0L);
    }

    public boolean podRuns() {
        return Stream.concat(pods.stream(), planning.pods().stream()).anyMatch(Pods::running);
    }

    boolean jobIsDeleted() {
        return job != null && job.getMetadata().getDeletionTimestamp() != null;
    }
}
