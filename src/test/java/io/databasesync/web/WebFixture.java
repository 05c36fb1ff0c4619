package io.databasesync.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.web.RawHttp.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// A server with people, on a free port.
final class WebFixture implements AutoCloseable {
    /// Where a run of the sync of [#alice] is started, and with what.
    static final String START = "/api/v1/namespaces/team-a/syncs/kb/runs";

    static final String BODY = "{\"operation\": \"Sync\"}";

    final People people = new People();
    final Board board = new Board();
    final WebServer server;
    final int port;

    WebFixture() {
        this(settings -> settings);
    }

    /// Lets a person in who may do everything in `team-a`, where there is the sync `kb`.
    ///
    /// @return her token
    String alice() {
        board.put(People.sync("team-a", "kb"));
        return people.person("alice", "team-a");
    }

    WebFixture(UnaryOperator<WebSettings> change) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = new WebServer(
                change.apply(WebSettings.at(address, "").withBadges(true).withRequestsPerSecond(10_000)),
                people,
                board);
        port = server.port();
    }

    Response get(String token, String path, String... headers) throws IOException {
        return send("GET", token, path, "", headers);
    }

    Response write(String method, String token, String path, String body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(headers));
        all.add("X-Dbsync-Request: 1");
        if (!body.isEmpty()) {
            all.add("Content-Type: application/json");
        }
        return send(method, token, path, body, all.toArray(String[]::new));
    }

    Response send(String method, String token, String path, String body, String... headers) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(method + " " + path + " HTTP/1.1");
        lines.add("Host: 127.0.0.1:" + port);
        if (!token.isEmpty()) {
            lines.add("Authorization: Bearer " + token);
        }
        lines.addAll(List.of(headers));
        if (!body.isEmpty()) {
            lines.add("Content-Length: " + body.length());
        }
        lines.add("Connection: close");
        return RawHttp.send(port, String.join("\r\n", lines) + "\r\n\r\n" + body);
    }

    static void assertProblem(Response answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status, "\"detail\":", "\"instance\":");
    }

    @Override
    public void close() {
        server.close();
        board.close();
    }
}
