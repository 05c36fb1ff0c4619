package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.operator.metrics.OperatorMetrics;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.operator.Specs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A namespace that the operator may not see does not delay the others.
class WatchedNamespacesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final DatabaseSyncOperator operator = new DatabaseSyncOperator(
            kubernetes.client(),
            new OperatorSettings("dbsync:test", "Never", Set.of("seen", "hidden")),
            new Reporting("operator-0", 0, Duration.ofMillis(50)),
            new OperatorMetrics("1.2.3"),
            new DatabaseSyncOperator.Hooks(Clock.systemUTC(), List.of(), Duration.ofMillis(100)));

    @AfterEach
    void close() {
        operator.close();
        kubernetes.close();
    }

    @Test
    void aForbiddenNamespaceIsLeftOutAndWatchedOnceItIsPermitted() throws Exception {
        kubernetes.forbidReading("hidden", true);
        operator.start();
        create("hidden");
        create("seen");
        awaitRun("seen");
        assertThat(metrics())
                .contains(
                        "dbsync_operator_namespace_watched{namespace=\"hidden\"} 0.0",
                        "dbsync_operator_namespace_watched{namespace=\"seen\"} 1.0");

        kubernetes.forbidReading("hidden", false);
        awaitRun("hidden");
        await().atMost(PATIENCE)
                .until(() -> metrics().contains("dbsync_operator_namespace_watched{namespace=\"hidden\"} 1.0"));
    }

    @Test
    void anOperatorThatMaySeeNoneOfThemWaits() {
        kubernetes.forbidReading("hidden", true);
        kubernetes.forbidReading("seen", true);
        create("seen");
        CompletableFuture<Void> started = CompletableFuture.runAsync(
                operator::start, task -> Thread.ofPlatform().daemon().start(task));
        await().atMost(PATIENCE).until(() -> operator.port().isPresent());
        assertThat(started).isNotDone();

        kubernetes.forbidReading("seen", false);
        awaitRun("seen");
        assertThat(started).succeedsWithin(PATIENCE);
    }

    private void create(String namespace) {
        DatabaseSync sync = Specs.sync(namespace, "knowledge-base", Specs.spec());
        kubernetes.client().resource(sync).create();
    }

    private void awaitRun(String namespace) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> !kubernetes
                        .client()
                        .resources(DatabaseSyncRun.class)
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .isEmpty());
    }

    private String metrics() throws IOException, InterruptedException {
        URI uri = URI.create(
                "http://localhost:%d/metrics".formatted(operator.port().getAsInt()));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
