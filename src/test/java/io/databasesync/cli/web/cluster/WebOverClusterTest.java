package io.databasesync.cli.web.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// The server over a cluster, from the browser's request to the API server.
class WebOverClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServedCluster cluster = new ServedCluster();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String alice = cluster.persons.person("alice", "team-a");

    @BeforeEach
    void createSyncs() {
        for (String namespace : List.of("team-a", "team-b")) {
            cluster.createSync(namespace, "kb-" + namespace, Map.of());
        }
        cluster.awaitWatch();
    }

    @AfterEach
    void close() {
        http.close();
        cluster.close();
    }

    @Test
    void aPersonSeesHerNamespaceAndStartsARunThere() throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(alice, "/api/v1/syncs").body())
                        .contains("kb-team-a")
                        .doesNotContain("team-b"));
        HttpResponse<String> started =
                send("POST", alice, "/api/v1/namespaces/team-a/syncs/kb-team-a/runs", "{\"operation\": \"Plan\"}");
        assertThat(started.statusCode()).isEqualTo(201);
        assertThat(started.body()).contains("\"requestedBy\":\"alice\"");
        assertThat(send("POST", alice, "/api/v1/namespaces/team-b/syncs/kb-team-b/runs", "{\"operation\": \"Plan\"}")
                        .statusCode())
                .isEqualTo(403);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(get(alice, "/api/v1/runs").body()).contains("\"operation\":\"Plan\""));
        assertThat(get("unknown", "/api/v1/syncs").statusCode()).isEqualTo(401);
    }

    @Test
    void noTokenIsInAnyLog() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        try {
            get(alice, "/api/v1/syncs");
            get(alice, "/api/v1/namespaces/team-b/syncs/kb-team-b");
            get("token-of-nobody", "/api/v1/session");
            send("POST", alice, "/api/v1/namespaces/team-a/syncs/kb-team-a/runs", "{\"operation\": \"Plan\"}");
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
        }
        assertThat(List.copyOf(log.list))
                .isNotEmpty()
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("token-of-"))
                .anyMatch(line ->
                        line.startsWith("alice asked POST /api/v1/namespaces/team-a/syncs/kb-team-a/runs: 201"));
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains("token-of-"));
    }

    private HttpResponse<String> get(String token, String path) throws IOException, InterruptedException {
        return send("GET", token, path, "");
    }

    private HttpResponse<String> send(String method, String token, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(cluster.address(path.substring(1))))
                .header("Authorization", "Bearer " + token)
                .header("X-Dbsync-Request", "1")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
