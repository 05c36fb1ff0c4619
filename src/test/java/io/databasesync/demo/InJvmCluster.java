package io.databasesync.demo;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.operator.DatabaseSyncOperator;
import io.databasesync.operator.OperatorSettings;
import io.databasesync.testing.kubernetes.InJvmJobController;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.postgres.TestDatabase;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/// A cluster in this JVM with databasesync installed: API server, Job controller, the operator, and workers as pods.
final class InJvmCluster implements AutoCloseable {
    static final String NAMESPACE = "demo";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient client = kubernetes.client();
    private final WorkerInJvm worker = new WorkerInJvm(client);
    private final InJvmJobController jobController = new InJvmJobController(client, worker);
    private DatabaseSyncOperator operator = startOperator();

    private DatabaseSyncOperator startOperator() {
        var started = new DatabaseSyncOperator(client, new OperatorSettings("dbsync:demo", "Never", Set.of()));
        started.start();
        Awaitility.await().atMost(PATIENCE).until(started::watching);
        return started;
    }

    KubernetesClient client() {
        return client;
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

    /// A Secret with the database's URI.
    void secret(String name, TestDatabase database) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(name)
                        .endMetadata()
                        .withStringData(Map.of("uri", database.uri()))
                        .build())
                .create();
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
