package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Labels;
import io.databasesync.api.WorkerSpec;
import io.databasesync.sync.Phase;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Accepts a run, starts its Job, shows how it goes and settles how it ended.
@ControllerConfiguration(
        name = "databasesyncrun",
        generationAwareEventProcessing = false, // progress comes in the status, which leaves the generation alone
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
@RateLimited(maxReconciliations = 5, within = 1)
final class RunReconciler implements Reconciler<DatabaseSyncRun> {
    private static final String OURS = Labels.MANAGED_BY + "=" + Labels.MANAGED_BY_VALUE;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final OperatorSettings settings;
    private final Clock clock;

    RunReconciler(OperatorSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, DatabaseSyncRun>> prepareEventSources(EventSourceContext<DatabaseSyncRun> context) {
        var jobs = InformerEventSourceConfiguration.from(Job.class, DatabaseSyncRun.class)
                .withLabelSelector(OURS)
                .withNamespacesInheritedFromController()
                .build();
        var pods = InformerEventSourceConfiguration.from(Pod.class, DatabaseSyncRun.class)
                .withLabelSelector(OURS)
                .withSecondaryToPrimaryMapper(RunReconciler::runOf)
                .withNamespacesInheritedFromController()
                .build();
        return List.of(new InformerEventSource<>(jobs, context), new InformerEventSource<>(pods, context));
    }

    @Override
    public UpdateControl<DatabaseSyncRun> reconcile(DatabaseSyncRun run, Context<DatabaseSyncRun> context) {
        RunState state = new RunObserver(context, clock).observe(run);
        RunStatusView view = new RunStatusView(state);
        return switch (RunDecision.decide(state)) {
            case RunDecision.Nothing _ -> UpdateControl.noUpdate();
            case RunDecision.Accept accept -> accept(context.getClient(), state, accept);
            case RunDecision.Start(var pins) -> start(context.getClient(), state, pins, false);
            case RunDecision.StartPlan(var pins) -> start(context.getClient(), state, pins, true);
            case RunDecision.Show show -> StatusPatch.of(state.run(), view.planned(show.plan()));
            case RunDecision.Await await ->
                StatusPatch.of(state.run(), view.underWay(Phase.AwaitingApproval, await.message(), jobName(state)));
            case RunDecision.Wait wait ->
                StatusPatch.of(state.run(), view.underWay(view.phaseBefore(), wait.message(), jobName(state)))
                        .rescheduleAfter(LOOK_AGAIN);
            case RunDecision.Follow follow ->
                StatusPatch.of(state.run(), view.underWay(follow.phase(), follow.message(), jobName(state)));
            case RunDecision.Stop stop -> stop(context.getClient(), state, stop.job());
            case RunDecision.Settle settle -> StatusPatch.of(state.run(), view.settled(settle.verdict()));
        };
    }

    @Override
    public ErrorStatusUpdateControl<DatabaseSyncRun> updateErrorStatus(
            DatabaseSyncRun run, Context<DatabaseSyncRun> context, Exception error) {
        return StatusPatch.error(run, error);
    }

    private static UpdateControl<DatabaseSyncRun> accept(
            KubernetesClient client, RunState state, RunDecision.Accept accept) {
        if (!accept.done(state.run())) {
            RunPatch.accept(client, state.run(), accept);
        }
        RunStatusView view = new RunStatusView(state);
        return StatusPatch.of(state.run(), view.underWay(Phase.Pending, "the run is accepted", null));
    }

    /// The Job comes last: what its pod needs is there before it, and what it will tell is known to count.
    private UpdateControl<DatabaseSyncRun> start(KubernetesClient client, RunState state, Pins pins, boolean planOnly) {
        DatabaseSyncRun run = state.run();
        RunPatch.repins(client, run, pins.repins());
        DatabaseSyncSpec template = Objects.requireNonNull(run.getSpec().template(), "an accepted run has a template");
        WorkerSpec worker = Objects.requireNonNullElse(template.worker(), WorkerSpec.DEFAULT);
        for (HasMetadata resource : WorkerAccess.resources(run, worker)) {
            Children.createOnce(client, run, resource);
        }
        WorkerJob jobs = new WorkerJob(run, template, pins.held(), settings);
        Job job = planOnly ? jobs.buildPlan() : jobs.build();
        Children.createOnce(client, run, job);
        RunStatusView view = new RunStatusView(state);
        return StatusPatch.of(
                run,
                view.underWay(
                        Phase.Pending,
                        "waiting for the pod to start",
                        job.getMetadata().getName()));
    }

    /// In the foreground: the Job is gone when its pods are.
    private static UpdateControl<DatabaseSyncRun> stop(KubernetesClient client, RunState state, Job job) {
        client.resource(job)
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();
        RunStatusView view = new RunStatusView(state);
        return StatusPatch.of(
                        state.run(),
                        view.underWay(
                                view.phaseBefore(),
                                "cancelled; waiting for the pod to stop and clean up",
                                jobName(state)))
                .rescheduleAfter(LOOK_AGAIN);
    }

    private static @Nullable String jobName(RunState state) {
        Job job = state.job() == null ? state.planning().job() : state.job();
        return job == null ? state.status().jobName() : job.getMetadata().getName();
    }

    private static Set<ResourceID> runOf(Pod pod) {
        String run = pod.getMetadata().getLabels().get(Labels.RUN);
        return run == null
                ? Set.of()
                : Set.of(new ResourceID(run, pod.getMetadata().getNamespace()));
    }
}
