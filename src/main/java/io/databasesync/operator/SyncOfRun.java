package io.databasesync.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.manifest.SpecReader;
import io.databasesync.operator.job.Owners;
import io.databasesync.operator.run.Pins;
import io.databasesync.operator.run.RunState.SyncLookup;
import io.databasesync.operator.sync.SyncState;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a run needs to know of its sync. It asks the API, because a run keeps for good what it takes from its sync.
final class SyncOfRun {
    private final Context<DatabaseSyncRun> context;
    private final KubernetesClient client;
    private final OperatorSettings settings;

    SyncOfRun(Context<DatabaseSyncRun> context, OperatorSettings settings) {
        this.context = context;
        this.client = context.getClient();
        this.settings = settings;
    }

    /// Reads both as strictly as the run's pod does: the caches drop fields and constants of a newer release.
    SyncLookup look(DatabaseSyncRun run) {
        String namespace = run.getMetadata().getNamespace();
        String name = run.getSpec().syncRef();
        GenericKubernetesResource sync = asStored(DatabaseSync.class, namespace, name);
        if (sync == null) {
            return new SyncLookup.Missing("namespace %s has no DatabaseSync %s; correct spec.syncRef or create it first"
                    .formatted(namespace, name));
        }
        GenericKubernetesResource stored =
                asStored(DatabaseSyncRun.class, namespace, run.getMetadata().getName());
        try {
            if (stored != null) { // otherwise the next event says that it is gone
                SpecReader.ofRun(stored);
            }
            return new SyncLookup.Found(SpecReader.ofSync(sync), Owners.controllerReference(sync));
        } catch (SyncException invalid) {
            return new SyncLookup.Unreadable(invalid.getMessage());
        }
    }

    private @Nullable GenericKubernetesResource asStored(
            Class<? extends HasMetadata> type, String namespace, String name) {
        return client.genericKubernetesResources(HasMetadata.getApiVersion(type), HasMetadata.getKind(type))
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /// The pins from the current sync and its runs. What one of them reached binds this run, even before the sync's
    /// own reconciler has written it.
    Optional<Pins> pins(DatabaseSyncRun run) {
        DatabaseSync sync = current(run);
        if (sync == null || !Owners.owns(sync, run)) {
            return Optional.empty();
        }
        List<DatabaseSyncRun> runs = RunsOfSync.like(run, context.getPrimaryCache()).stream()
                .filter(other -> Owners.owns(sync, other))
                .sorted(SyncState.OLDEST_FIRST)
                .toList();
        return Optional.of(Pins.of(sync, runs));
    }

    /// Whether a run that were made now would have another template, or another image.
    boolean outdated(DatabaseSyncRun run) {
        DatabaseSync sync = current(run);
        DatabaseSyncSpec template = run.getSpec().template();
        if (sync == null || template == null || !Owners.owns(sync, run)) {
            return false;
        }
        return !template.equals(sync.getSpec().asTemplate()) || imageChanged(run, template);
    }

    private boolean imageChanged(DatabaseSyncRun run, DatabaseSyncSpec template) {
        return context.getSecondaryResourcesAsStream(Job.class)
                .filter(job -> Owners.owns(run, job))
                .map(job ->
                        job.getSpec().getTemplate().getSpec().getContainers().getFirst())
                .anyMatch(container ->
                        !container.getImage().equals(settings.workerImage().of(template)));
    }

    private @Nullable DatabaseSync current(DatabaseSyncRun run) {
        return client.resources(DatabaseSync.class)
                .inNamespace(run.getMetadata().getNamespace())
                .withName(run.getSpec().syncRef())
                .get();
    }
}
