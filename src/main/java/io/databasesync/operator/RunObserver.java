package io.databasesync.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.Labels;
import io.databasesync.operator.RunState.SyncLookup;
import io.databasesync.sync.Operation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Collects what the cluster shows about a run: from the caches, and from the API where a cache that lags behind would
/// lead to a wrong and final decision.
final class RunObserver {
    private final Context<DatabaseSyncRun> context;
    private final KubernetesClient client;
    private final Clock clock;

    RunObserver(Context<DatabaseSyncRun> context, Clock clock) {
        this.context = context;
        this.client = context.getClient();
        this.clock = clock;
    }

    RunState observe(DatabaseSyncRun cached) {
        Optional<Job> job = context.getSecondaryResourcesAsStream(Job.class)
                .filter(candidate -> Owners.owns(cached, candidate))
                .findFirst();
        if (job.isPresent() || !jobRecorded(cached)) {
            return state(cached, job.orElse(null), false);
        }
        Optional<Job> fresh = Optional.ofNullable(client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(cached.getMetadata().getNamespace())
                        .withName(cached.getMetadata().getName())
                        .get())
                .filter(candidate -> Owners.owns(cached, candidate));
        // read after the Job: if a settled run's Job was deleted, this shows that it is settled
        DatabaseSyncRun run = fresh.isPresent() ? cached : Objects.requireNonNullElse(again(cached), cached);
        return state(run, fresh.orElse(null), fresh.isEmpty());
    }

    private RunState state(DatabaseSyncRun run, @Nullable Job job, boolean jobVanished) {
        return new RunState(
                run,
                RunState.accepted(run) ? new SyncLookup.NotNeeded() : sync(run),
                job,
                jobVanished,
                pods(run, job),
                waitsFor(run),
                clock.instant());
    }

    private SyncLookup sync(DatabaseSyncRun run) {
        String name = run.getSpec().syncRef();
        String namespace = run.getMetadata().getNamespace();
        GenericKubernetesResource sync = client.genericKubernetesResources(
                        HasMetadata.getApiVersion(DatabaseSync.class), HasMetadata.getKind(DatabaseSync.class))
                .inNamespace(namespace)
                .withName(name)
                .get();
        return sync == null
                ? new SyncLookup.Missing("namespace %s has no DatabaseSync %s; correct spec.syncRef or create it first"
                        .formatted(namespace, name))
                : SpecCheck.read(sync);
    }

    /// When the Job has ended, its pods' last words count, and their cache may lag behind the Job's.
    private List<Pod> pods(DatabaseSyncRun run, @Nullable Job job) {
        if (job == null || Verdict.of(job, List.of()).isEmpty()) {
            return context.getSecondaryResourcesAsStream(Pod.class).toList();
        }
        return client.pods()
                .inNamespace(run.getMetadata().getNamespace())
                .withLabel(Labels.RUN, run.getMetadata().getName())
                .list()
                .getItems();
    }

    /// Runs of one sync replace the same tables, so they go one after the other; a plan writes nothing and waits for
    /// none.
    private Optional<String> waitsFor(DatabaseSyncRun run) {
        if (run.getSpec().operation() != Operation.Sync) {
            return Optional.empty();
        }
        return context.getPrimaryCache()
                .list(run.getMetadata().getNamespace(), other -> goesFirst(other, run))
                .map(other -> other.getMetadata().getName())
                .findFirst();
    }

    private static boolean goesFirst(DatabaseSyncRun other, DatabaseSyncRun run) {
        if (!other.getSpec().syncRef().equals(run.getSpec().syncRef())
                || other.getSpec().operation() != Operation.Sync
                || other.getMetadata().getUid().equals(run.getMetadata().getUid())) {
            return false;
        }
        DatabaseSyncRunStatus status = other.getStatus();
        boolean ended = status != null && status.settled();
        return !ended && (jobRecorded(other) || SyncState.OLDEST_FIRST.compare(other, run) < 0);
    }

    private static boolean jobRecorded(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        return status != null && status.jobName() != null;
    }

    private @Nullable DatabaseSyncRun again(DatabaseSyncRun run) {
        return client.resources(DatabaseSyncRun.class)
                .inNamespace(run.getMetadata().getNamespace())
                .withName(run.getMetadata().getName())
                .get();
    }
}
