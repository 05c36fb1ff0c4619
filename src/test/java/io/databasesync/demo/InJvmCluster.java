package io.databasesync.demo;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.engine.SyncEngine;
import io.databasesync.engine.SyncRunner;
import io.databasesync.operator.DatabaseSyncOperator;
import io.databasesync.operator.OperatorSettings;
import io.databasesync.sync.Operation;
import io.databasesync.testing.kubernetes.InJvmJobController;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.postgres.TestDatabase;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;

/// A cluster in this JVM with databasesync installed: API server, Job controller, the operator, and workers
/// as pods.
final class InJvmCluster implements AutoCloseable {
    static final String NAMESPACE = "demo";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient client = kubernetes.client();
    private final WorkerInJvm worker;
    private final InJvmJobController jobController;
    private final Duration reconnectAfter;
    private DatabaseSyncOperator operator;

    InJvmCluster() {
        this(Duration.ofMinutes(1));
    }

    /// @param reconnectAfter the pause before a run that got no connection is tried again
    InJvmCluster(Duration reconnectAfter) {
        this(reconnectAfter, new SyncEngine()::run);
    }

    /// @param engine what all pods do
    InJvmCluster(Duration reconnectAfter, SyncRunner engine) {
        this.reconnectAfter = reconnectAfter;
        this.worker = new WorkerInJvm(client, engine);
        this.jobController = new InJvmJobController(client, worker);
        this.operator = startOperator();
    }

    private DatabaseSyncOperator startOperator() {
        var started = new DatabaseSyncOperator(
                client, new OperatorSettings("dbsync:demo", "Never", Set.of(), reconnectAfter, Duration.ofMinutes(5)));
        started.start();
        Awaitility.await().atMost(PATIENCE).until(started::watching);
        return started;
    }

    KubernetesClient client() {
        return client;
    }

    /// How often operator and workers have asked to write a status.
    long statusWrites() {
        return kubernetes.statusPatches();
    }

    /// Pods that have been started.
    int pods() {
        return worker.pods();
    }

    void stopOperator() {
        operator.close();
    }

    /// After [#stopOperator]: another process, which knows nothing of the one before.
    void restartOperator() {
        operator = startOperator();
    }

    /// A Secret with the database's URI; one that is there is replaced.
    void secret(String name, TestDatabase database) {
        secret(name, database.uri());
    }

    void secret(String name, String uri) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(name)
                        .endMetadata()
                        .withStringData(Map.of("uri", uri))
                        .build())
                .createOr(NonDeletingOperation::update);
    }

    /// Makes a run by hand.
    void run(String name, String sync, Operation operation) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(
                new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name).build());
        run.setSpec(DatabaseSyncRunSpec.of(sync, operation));
        client.resource(run).create();
    }

    DatabaseSyncRunStatus awaitEnd(String run) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> Objects.requireNonNullElse(
                                client.resources(DatabaseSyncRun.class)
                                        .inNamespace(NAMESPACE)
                                        .withName(run)
                                        .get()
                                        .getStatus(),
                                DatabaseSyncRunStatus.NONE),
                        DatabaseSyncRunStatus::settled);
    }

    /// As `kubectl apply` does it: creates or changes.
    void apply(DatabaseSync sync) {
        client.resource(sync).forceConflicts().serverSideApply();
    }

    Resource<DatabaseSync> sync(String name) {
        return client.resources(DatabaseSync.class).inNamespace(NAMESPACE).withName(name);
    }

    List<DatabaseSyncRun> runs() {
        return client.resources(DatabaseSyncRun.class)
                .inNamespace(NAMESPACE)
                .list()
                .getItems();
    }

    @Override
    public void close() {
        operator.close();
        jobController.close();
        kubernetes.close();
    }
}
