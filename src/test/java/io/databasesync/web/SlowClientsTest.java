package io.databasesync.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Clients that hold a connection and send little.
class SlowClientsTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String HOST = "Host: 127.0.0.1:%d\r\n";

    @Test
    void aSlowRequestEndsAndOthersAreAnswered() throws IOException {
        try (ServerInChild server = new ServerInChild("-Dsun.net.httpserver.maxReqTime=2")) {
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                slow.add(open(server, "GET / HTTP/1.1\r\n" + HOST + "X-Slow: "));
                slow.add(
                        open(
                                server,
                                "POST /api/v1/session HTTP/1.1\r\n" + HOST
                                        + "X-Dbsync-Request: 1\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"));
            }
            assertThat(RawHttp.lines(server.port(), "GET / HTTP/1.1", "Host: 127.0.0.1:" + server.port())
                            .status())
                    .isEqualTo(200);
            for (Socket socket : slow) {
                assertThat(ended(socket)).isTrue();
            }
        }
    }

    @Test
    void aHeaderThatIsTooLargeEndsTheConnection() throws IOException {
        try (ServerInChild server = new ServerInChild()) {
            Socket socket = open(server, "GET / HTTP/1.1\r\n" + HOST);
            String answer = "";
            try (socket) {
                socket.getOutputStream()
                        .write(("X-Large: " + "a".repeat(60_000) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
                answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (SocketException _) {
                // a reset is an answer too
            }
            assertThat(answer).doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void idleConnectionsEndAndLeaveRoomForOthers() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try (ServerInChild server = new ServerInChild("-Dsun.net.httpserver.idleInterval=1")) {
            for (int i = 0; i < 1_000; i++) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            }
            await().atMost(Duration.ofMillis(PATIENCE_MILLIS)).until(() -> answers(server));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private static boolean answers(ServerInChild server) {
        try {
            return RawHttp.lines(server.port(), "GET / HTTP/1.1", "Host: 127.0.0.1:" + server.port())
                            .status()
                    == 200;
        } catch (IOException _) {
            return false; // there is no room yet
        }
    }

    private static Socket open(ServerInChild server, String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(text.formatted(server.port()).getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static boolean ended(Socket socket) throws IOException {
        try (socket) {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketException _) {
            return true;
        }
    }
}
