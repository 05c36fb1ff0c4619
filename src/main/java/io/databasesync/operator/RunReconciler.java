package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.WorkerSpec;
import io.databasesync.contract.Annotations;
import io.databasesync.contract.Labels;
import io.databasesync.operator.job.AtOnce;
import io.databasesync.operator.job.WorkerAccess;
import io.databasesync.operator.job.WorkerJob;
import io.databasesync.operator.run.Pins;
import io.databasesync.operator.run.RunDecision;
import io.databasesync.operator.run.RunState;
import io.databasesync.operator.run.RunStatusView;
import io.databasesync.operator.run.StartVerdict;
import io.databasesync.operator.run.Verdict;
import io.databasesync.operator.status.StatusPatch;
import io.databasesync.operator.status.StatusWriter;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Accepts a run, starts its Job, shows its progress and settles how it ended.
@ControllerConfiguration(
        name = "databasesyncrun",
        generationAwareEventProcessing = false, // progress is in the status, which does not change the generation
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
@RateLimited(maxReconciliations = 5, within = 1)
final class RunReconciler implements Reconciler<DatabaseSyncRun> {
    private static final String OURS = Labels.MANAGED_BY + "=" + Labels.MANAGED_BY_VALUE;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private static final Duration LOOK_FOR_POD = Duration.ofSeconds(5);

    private final OperatorSettings settings;
    private final Clock clock;
    private final StatusWriter writer;
    private final Caches caches;

    RunReconciler(OperatorSettings settings, Clock clock, StatusWriter writer, Caches caches) {
        this.settings = settings;
        this.clock = clock;
        this.writer = writer;
        this.caches = caches;
    }

    @Override
    public List<EventSource<?, DatabaseSyncRun>> prepareEventSources(EventSourceContext<DatabaseSyncRun> context) {
        caches.runs(context.getPrimaryCache());
        RunsOfSync.index(context.getPrimaryCache());
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
        RunState state = new RunObserver(context, settings, clock).observe(run);
        RunStatusView view = new RunStatusView(state);
        return switch (RunDecision.decide(state)) {
            case RunDecision.Nothing _ -> {
                RunPatch.tidy(context.getClient(), state.run());
                yield UpdateControl.noUpdate();
            }
            case RunDecision.Accept accept -> accept(context, state, accept);
            case RunDecision.Start(var pins) -> start(context, state, pins, false);
            case RunDecision.StartPlan(var pins) -> start(context, state, pins, true);
            case RunDecision.Show show -> writer.write(context, state.run(), view.planned(show.plan()));
            case RunDecision.Await await ->
                tidied(
                        context,
                        state,
                        writer.write(
                                context,
                                state.run(),
                                view.underWay(Phase.AwaitingApproval, await.message(), jobName(state))));
            case RunDecision.Wait wait ->
                writer.write(context, state.run(), view.underWay(view.phaseBefore(), wait.message(), jobName(state)))
                        .rescheduleAfter(LOOK_AGAIN);
            case RunDecision.Follow follow ->
                again(
                        tidied(
                                context,
                                state,
                                writer.write(
                                        context,
                                        state.run(),
                                        view.underWay(follow.phase(), follow.message(), jobName(state)))),
                        state);
            case RunDecision.Stop stop -> stop(context, state, stop.job());
            case RunDecision.Supersede supersede -> {
                RunPatch.superseded(context.getClient(), state.run());
                yield stop(context, state, supersede.job());
            }
            case RunDecision.Settle settle -> settle(context, state, settle.verdict());
        };
    }

    @Override
    public ErrorStatusUpdateControl<DatabaseSyncRun> updateErrorStatus(
            DatabaseSyncRun run, Context<DatabaseSyncRun> context, Exception error) {
        return StatusPatch.error(run, error);
    }

    private UpdateControl<DatabaseSyncRun> accept(
            Context<DatabaseSyncRun> context, RunState state, RunDecision.Accept accept) {
        if (!accept.done(state.run())) {
            RunPatch.accept(context.getClient(), state.run(), accept);
            return UpdateControl.noUpdate(); // this change triggers the next call, which writes the status
        }
        RunStatusView view = new RunStatusView(state);
        return writer.write(context, state.run(), view.underWay(Phase.Pending, "the run is accepted", null));
    }

    /// Creates the Job last: first the objects that its pod needs, and the note by which its reports count.
    private UpdateControl<DatabaseSyncRun> start(
            Context<DatabaseSyncRun> context, RunState state, Pins pins, boolean planOnly) {
        KubernetesClient client = context.getClient();
        DatabaseSyncRun run = state.run();
        DatabaseSyncSpec template = Objects.requireNonNull(run.getSpec().template(), "an accepted run has a template");
        WorkerSpec worker = Objects.requireNonNullElse(template.worker(), WorkerSpec.DEFAULT);
        List<Runnable> needed = new ArrayList<>();
        needed.add(() -> RunPatch.repins(client, run, pins.repins()));
        for (HasMetadata resource : WorkerAccess.resources(run, worker)) {
            needed.add(() -> Children.createOnce(client, run, resource));
        }
        AtOnce.run(needed);
        WorkerJob jobs = new WorkerJob(run, template, pins.held(), settings.workerImage());
        Job job = planOnly ? jobs.buildPlan() : jobs.build();
        Children.createOnce(client, run, job);
        RunStatusView view = new RunStatusView(state);
        return writer.write(
                context,
                run,
                view.underWay(
                        Phase.Pending,
                        "waiting for the pod to start",
                        job.getMetadata().getName()));
    }

    /// Notes the end, takes the rights of the run's pod away, and writes the status. Each step may be repeated.
    private UpdateControl<DatabaseSyncRun> settle(Context<DatabaseSyncRun> context, RunState state, Verdict verdict) {
        DatabaseSyncRun run = state.run();
        if (RunState.accepted(run) && !Annotations.has(run, Annotations.ENDED)) {
            RunPatch.ended(context.getClient(), run, verdict);
            return UpdateControl.noUpdate(); // this change triggers the next call, which writes the status
        }
        if (jobName(state) != null) { // an operator that was killed has not told it in the status
            WorkerAccess.remove(context.getClient(), run);
        }
        return writer.write(context, run, new RunStatusView(state).settled(verdict));
    }

    /// Deletes the Job in the foreground: it is gone when its pods are gone.
    private UpdateControl<DatabaseSyncRun> stop(Context<DatabaseSyncRun> context, RunState state, Job job) {
        context.getClient()
                .resource(job)
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();
        RunStatusView view = new RunStatusView(state);
        return writer.write(
                        context,
                        state.run(),
                        view.underWay(
                                view.phaseBefore(),
                                StartVerdict.ending(state) + "; waiting for the pod to stop and clean up",
                                jobName(state)))
                .rescheduleAfter(LOOK_AGAIN);
    }

    private static UpdateControl<DatabaseSyncRun> tidied(
            Context<DatabaseSyncRun> context, RunState state, UpdateControl<DatabaseSyncRun> control) {
        RunPatch.tidy(context.getClient(), state.run());
        return control;
    }

    /// Looks again soon while no pod runs: neither an event nor an edited sync calls the reconciler.
    private static UpdateControl<DatabaseSyncRun> again(UpdateControl<DatabaseSyncRun> control, RunState state) {
        return state.podRuns() ? control : control.rescheduleAfter(LOOK_FOR_POD);
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
