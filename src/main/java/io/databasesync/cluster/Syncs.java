package io.databasesync.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.contract.Annotations;
import io.databasesync.contract.Kubernetes;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The syncs of a namespace.
///
/// Every method throws a `SyncException`: `ClusterUnreachable` if the API does not answer, `ForbiddenByCluster` if
/// the user lacks a right, `InvalidSpec` if the API refuses the request or the named sync does not exist.
public final class Syncs {
    private static final String SYNCS = "databasesyncs";

    private final KubernetesClient client;
    private final String namespace;

    public Syncs(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    private ClusterFailure failure(String verb) {
        return new ClusterFailure(verb, SYNCS, namespace);
    }

    public DatabaseSync get(String name) {
        DatabaseSync sync = failure("get").during(() -> resource(name).get());
        if (sync == null) {
            failure("list").ofUnknownKind(client, DatabaseSync.class);
            throw new Missing(client, namespace, name).sync();
        }
        return sync;
    }

    /// Refuses the name of a sync that no namespace has.
    public static void refuseUnknown(KubernetesClient client, String name) {
        if (everywhere(client).stream()
                .noneMatch(sync -> name.equals(sync.getMetadata().getName()))) {
            throw Missing.everywhere(name);
        }
    }

    /// The syncs, sorted by name.
    public List<DatabaseSync> list() {
        return sorted(failure("list"), client.resources(DatabaseSync.class).inNamespace(namespace)::list);
    }

    /// The syncs of all namespaces, sorted by namespace and name.
    public static List<DatabaseSync> everywhere(KubernetesClient client) {
        return sorted(
                new ClusterFailure("list", SYNCS, ClusterFailure.EVERYWHERE),
                client.resources(DatabaseSync.class).inAnyNamespace()::list);
    }

    private static List<DatabaseSync> sorted(
            ClusterFailure failure, Supplier<KubernetesResourceList<DatabaseSync>> request) {
        return failure.during(request).getItems().stream()
                .sorted(Comparator.comparing(
                                (DatabaseSync sync) -> sync.getMetadata().getNamespace())
                        .thenComparing(sync -> sync.getMetadata().getName()))
                .toList();
    }

    /// Sets `spec.suspend`: a suspended sync starts no runs by itself.
    ///
    /// @return the changed sync
    public DatabaseSync suspend(String name, boolean suspend) {
        return suspend(get(name), suspend, null);
    }

    /// The same for exactly this sync.
    ///
    /// @param version the version that the sync must have; null for any
    public DatabaseSync suspend(DatabaseSync sync, boolean suspend, @Nullable String version) {
        return change(sync, version, Map.of(), Map.of("suspend", suspend));
    }

    /// The databases that a sync is held to.
    public static PinnedIdentities pinned(DatabaseSync sync) {
        DatabaseSyncStatus status = sync.getStatus();
        return status == null || status.identities() == null ? PinnedIdentities.NONE : status.identities();
    }

    /// Allows a sync to use other databases from now on. The operator clears the pinned databases, and the databases
    /// that the next run reaches are pinned instead.
    ///
    /// @return the changed sync; its annotation [Annotations#REPIN] asks for it
    public DatabaseSync repin(DatabaseSync sync) {
        return repin(sync, null);
    }

    /// The same.
    ///
    /// @param version the version that the sync must have; null for any
    public DatabaseSync repin(DatabaseSync sync, @Nullable String version) {
        Map<String, Object> annotations =
                Map.of(Annotations.REPIN, Instant.now().toString());
        return change(sync, version, Map.of("annotations", annotations), Map.of());
    }

    private DatabaseSync change(
            DatabaseSync sync, @Nullable String version, Map<String, Object> metadata, Map<String, Object> spec) {
        Map<String, Object> identified = new HashMap<>(metadata);
        identified.put("uid", sync.getMetadata().getUid());
        if (version != null) {
            identified.put("resourceVersion", version);
        }
        Map<String, Object> patch = Map.of("metadata", identified, "spec", spec);
        return failure("patch")
                .during(() ->
                        Kubernetes.patch(client, resource(sync.getMetadata().getName()), patch));
    }

    private Resource<DatabaseSync> resource(String name) {
        return client.resources(DatabaseSync.class).inNamespace(namespace).withName(name);
    }
}
