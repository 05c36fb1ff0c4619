package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An operator that can no longer hear of changes ends, so that the kubelet starts another one.
class StoppedInformerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient strict = new KubernetesClientBuilder() // ours reads almost everything
            .withConfig(kubernetes.client().getConfiguration())
            .build();
    private final DatabaseSyncOperator operator =
            new DatabaseSyncOperator(strict, new OperatorSettings("dbsync:test", "Never", Set.of()));
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    @AfterEach
    void close() {
        operator.close();
        strict.close();
        kubernetes.close();
    }

    @Test
    void anObjectThatCannotBeReadEndsIt() {
        start();

        GenericKubernetesResource unreadable = new GenericKubernetesResource();
        unreadable.setApiVersion(new DatabaseSync().getApiVersion());
        unreadable.setKind("DatabaseSync");
        unreadable.setMetadata(
                Specs.sync("knowledge", "unreadable", Specs.spec()).getMetadata());
        unreadable.setAdditionalProperty("spec", "no object at all");
        kubernetes.client().resource(unreadable).create();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(closed).isCompletedWithValue(false));
    }

    @Test
    void oneThatIsClosedHasEndedWell() {
        start();
        assertThat(closed).isNotDone();

        operator.close();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(closed).isCompletedWithValue(true));
    }

    private void start() {
        operator.start();
        Thread.ofPlatform().daemon().start(() -> closed.complete(ended()));
    }

    private boolean ended() {
        try {
            return operator.awaitEnd();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }
}
