package io.databasesync.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.contract.Kubernetes;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The runs of a namespace.
///
/// Every method throws a `SyncException`: `ClusterUnreachable` if the API does not answer,
/// `ForbiddenByCluster` if the user lacks a right, `InvalidSpec` if the API refuses the request or the named run does
/// not exist.
public final class Runs {
    private static final String RUNS = "databasesyncruns";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int SUFFIX_BYTES = 4; // longest sync name plus suffix: 63, the limit of a label

    private final KubernetesClient client;
    private final String namespace;

    public Runs(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    private ClusterFailure failure(String verb) {
        return new ClusterFailure(verb, RUNS, namespace);
    }

    /// Creates a run of a sync. The operator accepts or refuses it afterwards: [#await] tells.
    ///
    /// @param requestedBy the person or program that asks, for the history
    public DatabaseSyncRun start(String sync, Operation operation, @Nullable String requestedBy) {
        DatabaseSync found = new Syncs(client, namespace).get(sync);
        byte[] suffix = new byte[SUFFIX_BYTES];
        new SecureRandom().nextBytes(suffix);
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(found.getMetadata().getName() + "-" + HexFormat.of().formatHex(suffix))
                .build());
        run.setSpec(DatabaseSyncRunSpec.of(sync, operation).withRequestedBy(requestedBy));
        return failure("create").during(() -> client.resource(run).create());
    }

    /// Stops a run. A cancelled run stays cancelled.
    ///
    /// @return the current run; it has ended when its status has a result
    /// @throws SyncException also `InvalidSpec` if the run has ended
    public DatabaseSyncRun cancel(String name) {
        DatabaseSyncRun run = get(name);
        DatabaseSyncRunStatus status = run.getStatus();
        if (status != null && status.settled()) {
            throw SyncException.of(
                    Reason.InvalidSpec,
                    "run %s/%s".formatted(namespace, name),
                    "run %s/%s has ended (%s), so there is nothing to cancel"
                            .formatted(namespace, name, status.result()),
                    Fix.advice("undo a sync with a run whose operation is Rollback"));
        }
        return run.getSpec().cancelled() ? run : change(run, Map.of("cancel", true));
    }

    /// @throws SyncException also `InvalidSpec` if there is no such run
    public DatabaseSyncRun get(String name) {
        DatabaseSyncRun run = failure("get").during(() -> resource(name).get());
        if (run == null) {
            failure("list").ofUnknownKind(client, DatabaseSyncRun.class);
            throw new Missing(client, namespace, name).run();
        }
        return run;
    }

    /// The runs of a sync, newest first.
    public List<DatabaseSyncRun> list(String sync) {
        return list().stream()
                .filter(run -> run.getSpec().syncRef().equals(sync))
                .toList();
    }

    /// The runs of the namespace, newest first.
    public List<DatabaseSyncRun> list() {
        return newestFirst(
                failure("list"), client.resources(DatabaseSyncRun.class).inNamespace(namespace)::list);
    }

    /// The runs of all namespaces, newest first.
    public static List<DatabaseSyncRun> everywhere(KubernetesClient client) {
        return newestFirst(
                new ClusterFailure("list", RUNS, ClusterFailure.EVERYWHERE),
                client.resources(DatabaseSyncRun.class).inAnyNamespace()::list);
    }

    private static List<DatabaseSyncRun> newestFirst(
            ClusterFailure failure, Supplier<KubernetesResourceList<DatabaseSyncRun>> request) {
        return failure.during(request).getItems().stream()
                .sorted(Comparator.comparing(
                                (DatabaseSyncRun run) -> run.getMetadata().getCreationTimestamp())
                        .thenComparing(run -> run.getMetadata().getName())
                        .reversed())
                .toList();
    }

    /// Waits until a run has ended. It polls, so it cannot miss an event.
    ///
    /// @return the run with its result; empty if it has not ended in time
    /// @throws SyncException also `Cancelled` if the run is deleted meanwhile
    public Optional<DatabaseSyncRun> await(String name, Duration atMost) {
        long start = System.nanoTime();
        for (DatabaseSyncRun run = get(name); ; run = again(name)) {
            if (run.settled()) {
                return Optional.of(run);
            }
            if (System.nanoTime() - start >= atMost.toNanos() || !pause()) {
                return Optional.empty();
            }
        }
    }

    private DatabaseSyncRun again(String name) {
        DatabaseSyncRun run = failure("get").during(() -> resource(name).get());
        if (run == null) {
            throw SyncException.of(
                    Reason.Cancelled,
                    "run %s/%s".formatted(namespace, name),
                    "run %s/%s was deleted before it had ended".formatted(namespace, name),
                    Fix.advice("look for it in databasesync.run of the target"));
        }
        return run;
    }

    /// @return false if the thread is interrupted
    private static boolean pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Changes the spec of exactly this run. If it was deleted and created again, the API refuses with a conflict.
    ///
    /// @return the changed run
    DatabaseSyncRun change(DatabaseSyncRun run, Map<String, Object> spec) {
        Map<String, Object> patch =
                Map.of("metadata", Map.of("uid", run.getMetadata().getUid()), "spec", spec);
        return failure("patch").during(() -> Kubernetes.patch(client, run, patch));
    }

    private Resource<DatabaseSyncRun> resource(String name) {
        return client.resources(DatabaseSyncRun.class).inNamespace(namespace).withName(name);
    }
}
