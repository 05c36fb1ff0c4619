package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.contract.Labels;
import io.databasesync.operator.job.Owners;
import io.databasesync.operator.job.Pods;
import io.databasesync.operator.job.StartCheck;
import io.databasesync.operator.job.StartEvents;
import io.databasesync.operator.job.WorkerJob;
import io.databasesync.operator.run.RunState;
import io.databasesync.operator.run.RunState.SyncLookup;
import io.databasesync.operator.run.Verdict;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Collects what the cluster shows about a run. It reads the caches, and the API where a stale cache would lead to a
/// wrong and final decision.
final class RunObserver {
    private final Context<DatabaseSyncRun> context;
    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final Clock clock;
    private final SyncOfRun sync;

    RunObserver(Context<DatabaseSyncRun> context, OperatorSettings settings, Clock clock) {
        this.context = context;
        this.settings = settings;
        this.client = context.getClient();
        this.clock = clock;
        this.sync = new SyncOfRun(context, settings);
    }

    RunState observe(DatabaseSyncRun cached) {
        if (cached.settled()) {
            return settled(cached);
        }
        Optional<Job> job = job(cached, false);
        Optional<Job> plan = job(cached, true);
        if (job.isPresent()) {
            return state(cached, job.get(), false, plan.orElse(null), false);
        }
        if (RunState.ending(cached) && RunState.accepted(cached)) {
            return cancelled(cached, plan);
        }
        if (jobRecorded(cached, cached.getMetadata().getName())) {
            Optional<Job> fresh = fresh(cached, cached.getMetadata().getName());
            // read after the Job: if the Job of a settled run was deleted, this read shows that the run is settled
            DatabaseSyncRun run = fresh.isPresent() ? cached : again(cached);
            return state(run, fresh.orElse(null), fresh.isEmpty(), plan.orElse(null), false);
        }
        if (plan.isEmpty() && jobRecorded(cached, WorkerJob.planName(cached))) {
            Optional<Job> fresh = fresh(cached, WorkerJob.planName(cached));
            DatabaseSyncRun run = again(cached);
            return state(run, null, false, fresh.orElse(null), fresh.isEmpty() && !planned(run));
        }
        return state(cached, null, false, plan.orElse(null), false);
    }

    /// A settled run needs no more decisions, so nothing is looked up: most runs of a cluster are settled.
    private RunState settled(DatabaseSyncRun run) {
        return new RunState(
                run,
                new SyncLookup.NotNeeded(),
                null,
                false,
                List.of(),
                RunState.Start.NONE,
                RunState.Planning.NONE,
                Optional.empty(),
                Optional.empty(),
                clock.instant());
    }

    /// Asks the API for the Jobs: without one the run ends for good, and a new Job is in neither cache
    /// nor status yet.
    private RunState cancelled(DatabaseSyncRun cached, Optional<Job> plan) {
        Optional<Job> fresh = fresh(cached, cached.getMetadata().getName());
        Optional<Job> freshPlan = plan.or(() -> fresh(cached, WorkerJob.planName(cached)));
        return state(again(cached), fresh.orElse(null), fresh.isEmpty(), freshPlan.orElse(null), false);
    }

    private Optional<Job> job(DatabaseSyncRun run, boolean plans) {
        return context.getSecondaryResourcesAsStream(Job.class)
                .filter(candidate -> Owners.owns(run, candidate) && WorkerJob.plans(candidate) == plans)
                .findFirst();
    }

    private Optional<Job> fresh(DatabaseSyncRun run, String name) {
        return Optional.ofNullable(client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(run.getMetadata().getNamespace())
                        .withName(name)
                        .get())
                .filter(candidate -> Owners.owns(run, candidate));
    }

    private RunState state(
            DatabaseSyncRun cached, @Nullable Job job, boolean jobVanished, @Nullable Job plan, boolean planVanished) {
        List<Pod> pods = pods(cached, job, plan);
        DatabaseSyncRun run = ended(job, pods) || ended(plan, pods) ? withPlan(cached, job) : cached;
        boolean mayStart = RunState.accepted(run) && job == null && !jobVanished;
        Optional<String> waitsFor =
                mayStart ? Turn.waitsFor(run, RunsOfSync.like(run, context.getPrimaryCache())) : Optional.empty();
        boolean turn = waitsFor.isEmpty() || plan != null || planned(run);
        return new RunState(
                run,
                RunState.accepted(run) ? new SyncLookup.NotNeeded() : sync.look(run),
                job,
                jobVanished,
                pods.stream().filter(pod -> !WorkerJob.plans(pod)).toList(),
                start(run, job == null ? plan : job, pods, job == null),
                new RunState.Planning(
                        plan,
                        planVanished,
                        pods.stream().filter(WorkerJob::plans).toList()),
                waitsFor,
                mayStart && turn ? sync.pins(run) : Optional.empty(),
                clock.instant());
    }

    /// How the Job under way starts, if no pod of it runs.
    private RunState.Start start(DatabaseSyncRun run, @Nullable Job job, List<Pod> pods, boolean plans) {
        if (job == null
                || ended(job, pods)
                || RunState.ending(run)
                || (plans && planned(run))
                || job.getMetadata().getDeletionTimestamp() != null) {
            return RunState.Start.NONE;
        }
        List<Pod> own =
                pods.stream().filter(pod -> WorkerJob.plans(pod) == plans).toList();
        StartCheck check = new StartCheck(new StartEvents(client), settings.stallAfter(), clock.instant());
        return new RunState.Start(check.of(job, own), neverStarted(run, pods) && sync.outdated(run));
    }

    /// Whether no container of the run has ever run. A container that starts now is stopped and cleans up.
    private static boolean neverStarted(DatabaseSyncRun run, List<Pod> pods) {
        DatabaseSyncRunStatus status = run.getStatus();
        return pods.stream().noneMatch(Pods::started) && (status == null || status.progress() == null);
    }

    /// The run with its plan. The pod wrote the plan before it ended, but the cache of runs may lag behind
    /// that of Jobs.
    private DatabaseSyncRun withPlan(DatabaseSyncRun cached, @Nullable Job job) {
        DatabaseSyncRunStatus status = cached.getStatus();
        boolean complete = status != null && (status.settled() || (job == null && status.plan() != null));
        return complete ? cached : again(cached);
    }

    /// The pods of the run. After a Job has ended, their termination messages count, and the cache may lag: the
    /// API is asked.
    private List<Pod> pods(DatabaseSyncRun run, @Nullable Job job, @Nullable Job plan) {
        if (!ended(job, List.of()) && (!ended(plan, List.of()) || planned(run))) {
            return context.getSecondaryResourcesAsStream(Pod.class).toList();
        }
        return client.pods()
                .inNamespace(run.getMetadata().getNamespace())
                .withLabel(Labels.RUN, run.getMetadata().getName())
                .list()
                .getItems();
    }

    private static boolean ended(@Nullable Job job, List<Pod> pods) {
        return Verdict.of(job, pods).isPresent();
    }

    private static boolean planned(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        return status != null && status.plan() != null;
    }

    private static boolean jobRecorded(DatabaseSyncRun run, String name) {
        DatabaseSyncRunStatus status = run.getStatus();
        return status != null && name.equals(status.jobName());
    }

    private DatabaseSyncRun again(DatabaseSyncRun cached) {
        DatabaseSyncRun run = client.resources(DatabaseSyncRun.class)
                .inNamespace(cached.getMetadata().getNamespace())
                .withName(cached.getMetadata().getName())
                .get();
        return Objects.requireNonNullElse(run, cached);
    }
}
