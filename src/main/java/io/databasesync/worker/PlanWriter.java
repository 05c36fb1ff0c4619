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

/// Writes the plan of a run that is under way into its `status.progress.plan`. As a field manager of its own: else
/// every patch of the progress would have to hold the plan again, or take it away. On a thread of its own, for the
/// sync goes on whether anybody gets to see its plan or not.
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
        // is ProgressPatcher's
    }

    @Override
    public synchronized void planned(Plan made) {
        PlanStatus told = PlanStatusMapper.bounded(made);
        plan = told;
        thread = Thread.ofPlatform().daemon().name("plan").start(() -> write(told));
    }

    /// The plan, if the run has come to one.
    synchronized Optional<PlanStatus> plan() {
        return Optional.ofNullable(plan);
    }

    /// Waits until the plan is written, bounded.
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
        } catch (RuntimeException e) { // whatever it is: the sync matters more than who watches it
            LOG.warn("cannot write the plan of {}/{}: {}", namespace, name, e.toString());
        }
    }

    private static ProgressStatus progress(PlanStatus told) {
        return ProgressStatusBuilder.builder().plan(told).build();
    }
}
