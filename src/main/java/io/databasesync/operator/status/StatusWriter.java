package io.databasesync.operator.status;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the status of syncs and runs, and tells the listeners every transition that it has written.
public final class StatusWriter {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final List<TransitionListener> listeners;
    private final Beat beat;
    private final OwnWrites own = new OwnWrites();

    public StatusWriter(List<TransitionListener> listeners, Beat beat) {
        this.listeners = List.copyOf(listeners);
        this.beat = beat;
    }

    /// Writes the status. Returns the control that writes nothing more.
    public UpdateControl<DatabaseSync> write(
            Context<DatabaseSync> context, DatabaseSync sync, DatabaseSyncStatus status) {
        Duration pause = OnlyProgress.of(sync.getStatus(), status) ? beat.untilNext(sync) : Duration.ZERO;
        return control(
                sync,
                pause,
                () -> write(
                        StatusPatch.of(sync, status),
                        patch -> apply(context, sync, patch),
                        Transition.of(sync, status)));
    }

    /// Writes the status. Returns the control that writes nothing more.
    public UpdateControl<DatabaseSyncRun> write(
            Context<DatabaseSyncRun> context, DatabaseSyncRun run, DatabaseSyncRunStatus status) {
        Duration pause = OnlyProgress.of(run, status) ? beat.untilNext(run) : Duration.ZERO;
        DatabaseSyncRunStatus next = withBeat(run, status);
        return control(
                run,
                pause,
                () -> write(StatusPatch.of(run, next), patch -> apply(context, run, patch), Transition.of(run, next)));
    }

    /// Tells the pod the beat, with a write that is made anyway.
    private DatabaseSyncRunStatus withBeat(DatabaseSyncRun run, DatabaseSyncRunStatus status) {
        if (status.settled()) {
            return status;
        }
        Integer told = run.getStatus() == null ? null : run.getStatus().beatSeconds();
        boolean written = StatusPatch.of(run, status.withBeatSeconds(told)).isPresent();
        long seconds = beat.length().toSeconds();
        return status.withBeatSeconds(written ? (Integer) Math.toIntExact(Math.max(1, seconds)) : told);
    }

    /// Writes, now or after the pause. If the resource has changed since it was read, it is read again when the cache
    /// shows the change.
    private <P extends HasMetadata> UpdateControl<P> control(P read, Duration pause, Runnable write) {
        if (pause.isPositive()) {
            return UpdateControl.<P>noUpdate().rescheduleAfter(pause);
        }
        if (own.after(read)) {
            return UpdateControl.<P>noUpdate().rescheduleAfter(LOOK_AGAIN);
        }
        try {
            write.run();
            return UpdateControl.noUpdate();
        } catch (KubernetesClientException e) {
            if (!StatusPatch.conflict(e)) {
                throw e;
            }
            return UpdateControl.<P>noUpdate().rescheduleAfter(LOOK_AGAIN);
        }
    }

    /// @param apply writes the patch, or throws: then nothing has changed, and no listener is called
    public <P extends HasMetadata> void write(Optional<P> patch, Consumer<P> apply, Transition transition) {
        if (patch.isPresent()) {
            apply.accept(patch.get());
            if (transition.moved()) {
                listeners.forEach(listener -> tell(listener, transition));
            }
        }
    }

    /// Calls a listener and logs its failure. The status is written: an exception would write it and
    /// call everybody again.
    private static void tell(TransitionListener listener, Transition transition) {
        try {
            listener.moved(transition);
        } catch (RuntimeException e) {
            LOG.error("event=listener_failed transition={}", transition, e);
        }
    }

    /// Applies the patch as the framework applies a returned one, which would not tell when it is written.
    private <P extends HasMetadata> void apply(Context<P> context, P before, P patch) {
        P written = context.getClient()
                .resource(patch)
                .subresource("status")
                .patch(new PatchContext.Builder()
                        .withFieldManager(context.getControllerConfiguration().fieldManager())
                        .withForce(true)
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .build());
        beat.wrote(before);
        own.wrote(written);
        context.eventSourceRetriever()
                .getControllerEventSource()
                .handleRecentResourceUpdate(ResourceID.fromResource(before), written, before);
    }
}
