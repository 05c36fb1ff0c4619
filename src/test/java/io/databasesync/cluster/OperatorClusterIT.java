package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.contract.Kubernetes;
import io.databasesync.contract.WorkerFiles;
import io.databasesync.operator.DatabaseSyncOperator;
import io.databasesync.operator.OperatorSettings;
import io.databasesync.sync.Phase;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The operator on a real cluster: its objects pass the API server's checks, and trouble with a pod is shown. The
/// image does not exist, so no pod gets to run.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class OperatorClusterIT {
    private static final String NAMESPACE =
            "operator-" + UUID.randomUUID().toString().substring(0, 8);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final ClusterShare SHARE = ClusterShare.besideOthers();

    private static KubernetesClient client;

    @BeforeAll
    static void install() {
        client = Kubernetes.client();
        Crds.apply(client);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterAll
    static void remove() {
        client.namespaces().withName(NAMESPACE).delete();
        client.close();
    }

    @Test
    void podThatCannotStartSaysWhyAndItsRunCanBeCancelled() {
        var settings = new OperatorSettings("databasesync.invalid/dbsync:none", "Never", Set.of(NAMESPACE));
        try (DatabaseSyncOperator operator = new DatabaseSyncOperator(client, settings)) {
            operator.start();
            client.resource("""
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSync
                metadata: {name: knowledge-base, namespace: %s}
                spec:
                  direction: RemoteToLocal
                  local: {host: db, database: app, credentialsSecret: {name: kb-local}}
                  remote: {uriSecret: {name: kb-remote}, protection: ReadOnly}
                  tables: {include: ["public.*"]}
                  worker:
                    tolerations: [{operator: Exists}]
                """.formatted(NAMESPACE)).create();

            DatabaseSyncStatus waiting = awaitSync(
                    status -> // the node names them one by one
                    says(status, "Secret kb-remote (uri) does not exist, but spec.remote names it; create it")
                            || says(status, "Secret kb-local (username, password) does not exist, but spec.local"));
            assertThat(waiting.phase()).isEqualTo("Pending");

            secret("kb-local", Map.of("username", "app", "password", "secret"));
            secret("kb-remote", Map.of("uri", "postgresql://app@db/app"));
            awaitSync(status -> says(status, "ErrImageNeverPull"));

            String run = Objects.requireNonNull(waiting.activeRun());
            tellsProgress(run);
            awaitSync(status -> "Copying".equals(status.phase()) && Objects.equals(status.percent(), 47));

            client.resources(DatabaseSyncRun.class)
                    .inNamespace(NAMESPACE)
                    .withName(run)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"cancel\":true}}");
            awaitSync(status -> "Cancelled".equals(status.phase()));
            assertThat(client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems())
                    .isEmpty();
        }
    }

    private static void tellsProgress(String run) {
        ProgressStatus progress = ProgressStatusBuilder.builder()
                .attempt(1)
                .phase(Phase.Copying)
                .percent(47)
                .tables(ProgressStatus.Count.of(8, 17))
                .rows(ProgressStatus.Count.of(50_000, 218_714))
                .bytes(ProgressStatus.Bytes.of(1_000_000, 5_000_000, 41_000_000))
                .indexes(ProgressStatus.Count.of(0, 21))
                .current(List.of("public.archon_crawled_pages 23 %"))
                .eta(Instant.parse("2026-01-12T10:42:00Z"))
                .heartbeat(Instant.parse("2026-01-12T10:40:00Z"))
                .message("Copying")
                .build();
        client.resource(DatabaseSyncRun.progressOf(NAMESPACE, run, progress))
                .subresource("status")
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(WorkerFiles.FIELD_MANAGER)
                        .withForce(true)
                        .build());
    }

    private static void secret(String name, Map<String, String> content) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(name)
                        .endMetadata()
                        .withStringData(content)
                        .build())
                .create();
    }

    private static boolean says(DatabaseSyncStatus status, String words) {
        return status.message() != null && status.message().contains(words);
    }

    private static DatabaseSyncStatus awaitSync(Predicate<DatabaseSyncStatus> expected) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .until(
                        () -> client.resources(DatabaseSync.class)
                                .inNamespace(NAMESPACE)
                                .withName("knowledge-base")
                                .get()
                                .getStatus(),
                        status -> status != null && expected.test(status)));
    }
}
