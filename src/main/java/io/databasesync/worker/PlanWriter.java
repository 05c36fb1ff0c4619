package io.databasesync.worker;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.contract.PlanStatusMapper;
import io.databasesync.contract.WorkerFiles;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the plan of a run under way into its `status.progress.plan`. It has its own field manager: otherwise every
/// patch of the progress would have to repeat the plan, or would remove it. It has its own thread, because the sync
/// goes on even if the plan cannot be written.
final class PlanWriter implements ProgressSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlanWriter.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(WorkerFiles.PLAN_FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    private @Nullable PlanStatus plan;
    private @Nullable Thread thread;

    PlanWriter(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    @Override
    public void report(Progress progress) {
        // ProgressPatcher reports the progress
    }

    @Override
    public synchronized void planned(Plan made) {
        PlanStatus told = PlanStatusMapper.bounded(made);
        plan = told;
        thread = Thread.ofPlatform().daemon().name("plan").start(() -> write(told));
    }

    /// The plan, if the run has made one.
    synchronized Optional<PlanStatus> plan() {
        return Optional.ofNullable(plan);
    }

    /// Waits until the plan is written, for a limited time.
    @Override
    public void close() {
        Thread writing = writing();
        try {
            if (writing != null) {
                writing.join(PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Thread writing() {
        return thread;
    }

    private void write(PlanStatus told) {
        try {
            client.resource(DatabaseSyncRun.progressOf(namespace, name, progress(told)))
                    .subresource("status")
                    .patch(APPLY);
        } catch (RuntimeException e) { // any failure: the sync matters more than its progress report
            LOG.warn("cannot write the plan of {}/{}: {}", namespace, name, e.toString());
        }
    }

    private static ProgressStatus progress(PlanStatus told) {
        return ProgressStatusBuilder.builder().plan(told).build();
    }
}
