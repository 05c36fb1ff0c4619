package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.api.RunResult;
import io.databasesync.contract.TerminationMessageBuilder;
import io.databasesync.operator.job.AtOnce;
import io.databasesync.sync.Phase;
import io.databasesync.testing.kubernetes.InJvmJobController;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.kubernetes.PodRunner.Container;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An operator that is killed before one of its writes, whichever it is: the next operator goes on from what the
/// cluster shows. Each of them has a namespace of its own, and a few work side by side.
class OperatorKilledTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(400); // the server reads all objects for each list
    private static final int AT_ONCE = 5;
    private static final String SYNC = "knowledge-base";

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient client = kubernetes.client();
    private final Map<String, Integer> pods = new ConcurrentHashMap<>();
    private final InJvmJobController jobController = new InJvmJobController(client, this::work);

    @AfterEach
    void close() {
        jobController.close();
        kubernetes.close();
    }

    @Test
    void atEachStepOfARun() {
        int writes = play("undisturbed", Integer.MAX_VALUE);
        assertThat(writes).as("requests that change something").isGreaterThan(10);
        for (int first = 1; first <= writes; first += AT_ONCE) {
            AtOnce.run(IntStream.rangeClosed(first, Math.min(first + AT_ONCE - 1, writes))
                    .<Runnable>mapToObj(write -> () -> play("killed-" + write, write))
                    .toList());
        }
    }

    /// Plays the life of a run with an operator that is killed before a write, and with another one from then on.
    ///
    /// @return how many writes the first one made
    private int play(String namespace, int write) {
        Mortal mortal = new Mortal(write);
        try (KubernetesClient first = kubernetes.newClient(mortal)) {
            try (DatabaseSyncOperator operator = operator(first, namespace)) {
                operator.start();
                createSync(namespace); // an operator that dies while it starts waits two minutes for its caches
                await().atMost(PATIENCE).pollInterval(GLANCE).until(() -> mortal.dead || tidy(namespace));
            }
        }
        try (KubernetesClient second = kubernetes.newClient();
                DatabaseSyncOperator operator = operator(second, namespace)) {
            operator.start();
            await(namespace).atMost(PATIENCE).pollInterval(GLANCE).until(() -> tidy(namespace));
        }
        assertThat(pods.get(namespace)).as("pods of " + namespace).isEqualTo(1);
        assertThat(runs(namespace)).hasSize(1);
        assertThat(client.batch().v1().jobs().inNamespace(namespace).list().getItems())
                .hasSize(1);
        return mortal.writes.get();
    }

    /// Whether all is done: the run, the sync, and nothing of the pod's rights is left.
    private boolean tidy(String namespace) {
        DatabaseSyncStatus status = client.resources(DatabaseSync.class)
                .inNamespace(namespace)
                .withName(SYNC)
                .get()
                .getStatus();
        return status != null
                && "Succeeded".equals(status.phase())
                && runs(namespace).stream().allMatch(DatabaseSyncRun::settled)
                && client.rbac()
                        .roles()
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .isEmpty()
                && client.serviceAccounts()
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .isEmpty();
    }

    private List<DatabaseSyncRun> runs(String namespace) {
        return client.resources(DatabaseSyncRun.class)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    private void createSync(String namespace) {
        for (Map.Entry<String, String> secret : Map.of(
                        "kb-local", "username pass", "kb-remote", "uri", "kb-ca", "ca.crt")
                .entrySet()) {
            SecretBuilder builder = new SecretBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(secret.getKey())
                    .endMetadata();
            for (String key : secret.getValue().split(" ", -1)) {
                builder.addToStringData(key, "secret");
            }
            client.resource(builder.build()).create();
        }
        client.resource(Specs.sync(namespace, SYNC, Specs.spec())).create();
    }

    private static DatabaseSyncOperator operator(KubernetesClient client, String namespace) {
        return new DatabaseSyncOperator(client, new OperatorSettings("dbsync:test", "Never", Set.of(namespace)));
    }

    private int work(Container container) {
        pods.merge(container.pod().getMetadata().getNamespace(), 1, Integer::sum);
        ScriptedWorker.report(
                client,
                container,
                ProgressStatusBuilder.builder()
                        .attempt(1)
                        .phase(Phase.Copying)
                        .percent(20)
                        .message("Copying")
                        .build());
        container.lastWords(TerminationMessageBuilder.builder()
                .result(RunResult.Succeeded)
                .message("published")
                .build()
                .toJson());
        return 0;
    }

    /// Counts what the operator writes, besides events, and lets nothing pass any more from one write on.
    private static final class Mortal implements Interceptor {
        private final int last;
        private final AtomicInteger writes = new AtomicInteger();
        private volatile boolean dead;

        Mortal(int last) {
            this.last = last;
        }

        @Override
        public void before(BasicBuilder builder, HttpRequest request, @Nullable RequestTags tags) {
            boolean write =
                    !request.method().equals("GET") && !request.uri().getPath().contains("/events");
            if (write && writes.incrementAndGet() >= last) {
                dead = true;
            }
            if (dead) {
                throw new IllegalStateException("the operator is dead");
            }
        }
    }
}
