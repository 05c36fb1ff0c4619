package io.databasesync.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.contract.Annotations;
import io.databasesync.contract.Labels;
import io.databasesync.operator.job.Owners;
import io.databasesync.operator.status.StatusPatch;
import io.databasesync.operator.status.StatusWriter;
import io.databasesync.operator.sync.Demand;
import io.databasesync.operator.sync.NextLook;
import io.databasesync.operator.sync.RunHistory;
import io.databasesync.operator.sync.SyncDecision;
import io.databasesync.operator.sync.SyncState;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Makes one run for every distinct *what* of a sync, and shows its progress.
@ControllerConfiguration(
        name = "databasesync",
        generationAwareEventProcessing = false, // an annotation clears the pinned identities
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
@RateLimited(maxReconciliations = 5, within = 1)
final class SyncReconciler implements Reconciler<DatabaseSync> {
    private final Clock clock;
    private final Duration firstPause;
    private final StatusWriter writer;
    private final Caches caches;

    SyncReconciler(Clock clock, Duration firstPause, StatusWriter writer, Caches caches) {
        this.clock = clock;
        this.firstPause = firstPause;
        this.writer = writer;
        this.caches = caches;
    }

    @Override
    public List<EventSource<?, DatabaseSync>> prepareEventSources(EventSourceContext<DatabaseSync> context) {
        caches.syncs(context.getPrimaryCache());
        return List.of(new InformerEventSource<>(
                InformerEventSourceConfiguration.from(DatabaseSyncRun.class, DatabaseSync.class)
                        .withSecondaryToPrimaryMapper(SyncReconciler::syncOf)
                        .withNamespacesInheritedFromController()
                        .build(),
                context));
    }

    @Override
    public UpdateControl<DatabaseSync> reconcile(DatabaseSync sync, Context<DatabaseSync> context) {
        SyncState state = observe(sync, context);
        SyncDecision decision = SyncDecision.decide(state);
        if (decision instanceof SyncDecision.StartRun start) {
            start(context, state, start.demand());
        }
        UpdateControl<DatabaseSync> control = writer.write(context, sync, decision.status());
        if (decision.status().equals(sync.getStatus())) { // the status shows how they ended
            RunHistory.superfluous(state)
                    .forEach(run -> context.getClient().resource(run).delete());
        }
        return control.getScheduleDelay().isPresent()
                ? control
                : NextLook.after(state, decision.status(), clock.instant())
                        .map(control::rescheduleAfter)
                        .orElse(control);
    }

    /// Looks at the sync and its runs. If the cache lacks the active run, the API is asked: the cache may lag behind,
    /// or somebody has deleted the run.
    private SyncState observe(DatabaseSync sync, Context<DatabaseSync> context) {
        List<DatabaseSyncRun> runs = new ArrayList<>(
                context.getSecondaryResourcesAsStream(DatabaseSyncRun.class).toList());
        String active = sync.getStatus() == null ? null : sync.getStatus().activeRun();
        if (active == null
                || runs.stream().anyMatch(run -> run.getMetadata().getName().equals(active))) {
            return new SyncState(sync, runs, clock.instant(), firstPause, Optional.empty());
        }
        Optional<DatabaseSyncRun> found = Optional.ofNullable(context.getClient()
                        .resources(DatabaseSyncRun.class)
                        .inNamespace(sync.getMetadata().getNamespace())
                        .withName(active)
                        .get())
                .filter(run -> Owners.owns(sync, run));
        found.ifPresent(runs::add);
        return new SyncState(
                sync, runs, clock.instant(), firstPause, found.isPresent() ? Optional.empty() : Optional.of(active));
    }

    /// Cancels first: if the operator stops between the two, the clock asks again. The new run waits until those have
    /// stopped.
    private static void start(Context<DatabaseSync> context, SyncState state, Demand demand) {
        if (demand.scheduledFor() != null) {
            state.replacedByTheClock().forEach(run -> RunPatch.cancel(context.getClient(), run));
        }
        Children.createOnce(context.getClient(), state.sync(), run(state.sync(), demand));
    }

    @Override
    public ErrorStatusUpdateControl<DatabaseSync> updateErrorStatus(
            DatabaseSync sync, Context<DatabaseSync> context, Exception error) {
        return StatusPatch.error(sync, error);
    }

    /// Makes a run without a template: the reconciler of runs adds and checks the template of every run.
    private static DatabaseSyncRun run(DatabaseSync sync, Demand demand) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(new ObjectMetaBuilder()
                .withNamespace(sync.getMetadata().getNamespace())
                .withName(demand.name())
                .withLabels(Map.of(
                        Labels.MANAGED_BY,
                        Labels.MANAGED_BY_VALUE,
                        Labels.SYNC,
                        sync.getMetadata().getName()))
                .withAnnotations(annotations(demand))
                .withOwnerReferences(Owners.controllerReference(sync))
                .build());
        run.setSpec(DatabaseSyncRunSpec.of(sync.getMetadata().getName(), demand.operation())
                .withReason(demand.reason())
                .withRequestedBy(demand.requestedBy()));
        return run;
    }

    private static @Nullable Map<String, String> annotations(Demand demand) {
        if (demand.scheduledFor() != null) {
            return Map.of(Annotations.SCHEDULED_FOR, demand.scheduledFor().toString());
        }
        return demand.tried() == 0 ? null : Map.of(Annotations.TRIED, Integer.toString(demand.tried()));
    }

    private static Set<ResourceID> syncOf(DatabaseSyncRun run) {
        return Set.of(new ResourceID(run.getSpec().syncRef(), run.getMetadata().getNamespace()));
    }
}
