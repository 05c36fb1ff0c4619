package io.databasesync.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.web.api.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The stream, as its listeners hear it.
@Timeout(90)
class StreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final WebFixture web = new WebFixture();
    private final String alice = web.people.person("alice", "team-a");
    private final List<Ear> ears = new ArrayList<>();

    @AfterEach
    void close() {
        ears.forEach(Ear::close);
        web.close();
    }

    @Test
    void aChangeIsHeardByThoseWhoSeeIt() throws IOException {
        String bob = web.people.person("bob", "team-b");
        Ear ear = listen(alice, web.board.lastEvent());
        Ear other = listen(bob, web.board.lastEvent());
        web.board.put(People.sync("team-a", "kb"));
        web.board.put(People.run("team-b", "stock-1"));
        ear.hears("event: sync", "\"name\":\"kb\"");
        other.hears("event: run", "\"name\":\"stock-1\"");
        assertThat(ear.heard()).doesNotContain("stock", "reset");
        assertThat(other.heard()).doesNotContain("\"name\":\"kb\"");
    }

    @Test
    void ofOneObjectTheLastStateWins() throws IOException {
        Ear ear = listen(alice, web.board.lastEvent());
        for (int i = 0; i <= 200; i++) {
            web.board.put(People.sync("team-a", "kb").withMessage("step " + i));
        }
        ear.hears("step 200");
        assertThat(ear.heard().split("event: sync", -1)).hasSizeLessThan(6);
    }

    @Test
    void whatWasMissedComesAgain() throws IOException {
        web.board.put(People.sync("team-a", "kb"));
        String seen = web.board.lastEvent();
        web.board.put(People.sync("team-a", "stock"));
        web.board.gone(Kind.Sync, "team-a", "kb");
        Ear ear = listen(alice, seen);
        ear.hears("\"name\":\"stock\"", "event: gone");
        assertThat(ear.heard()).doesNotContain("event: reset");
    }

    @Test
    void anEventOfAnotherProcessBeginsAnew() throws IOException {
        listen(alice, new EventIds().id(0)).hears("event: reset");
        listen(alice, "").hears("event: reset");
    }

    @Test
    void aRightThatIsTakenAwayEndsTheEvents() throws IOException {
        web.board.put(People.sync("team-a", "kb"));
        Ear ear = listen(alice, web.board.lastEvent());
        web.people.allow(alice);
        web.board.put(People.sync("team-a", "kb").withMessage("secret"));
        ear.hears("event: gone", "{\"kind\":\"Sync\",\"namespace\":\"team-a\"}");
        assertThat(ear.heard()).doesNotContain("secret");
        web.people.allow(alice, "team-a");
        web.board.put(People.sync("team-a", "kb").withMessage("public"));
        ear.hears("event: reset", "public");
    }

    @Test
    void aRightIsAskedForAgainWithoutAnyChange() throws IOException {
        web.board.put(People.sync("team-a", "kb"));
        Ear ear = listen(alice, web.board.lastEvent());
        web.people.allow(alice);
        ear.hears("event: gone");
    }

    @Test
    void anExpiredTokenEndsTheStream() throws IOException {
        Ear ear = listen(alice, web.board.lastEvent());
        web.people.expire(alice);
        ear.hears("event: login");
        await().atMost(PATIENCE).until(ear::ended);
        assertThat(web.get(alice, "/api/v1/events").status()).isEqualTo(401);
    }

    @Test
    void aSlowListenerIsResetAndNotWaitedFor() {
        Listener listener = new Listener();
        for (int i = 0; i <= Listener.MOST; i++) {
            listener.offer(new Feed.Event(i, Kind.Sync, "team-a", new Blob(new byte[0])));
        }
        assertThat(next(listener).reset()).isTrue();
        assertThat(next(listener).event()).isEmpty();
    }

    private static Listener.Next next(Listener listener) {
        try {
            return listener.next(Duration.ofMillis(1));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCallerHasALimitedNumberOfStreams() throws IOException {
        try (WebFixture other = new WebFixture(settings -> settings.withStreamsPerCaller(2))) {
            String eve = other.people.person("eve", "team-a");
            ears.add(new Ear(other.port, eve, ""));
            Ear second = new Ear(other.port, eve, "");
            second.hears("heartbeat");
            ears.getFirst().hears("heartbeat");
            RawHttp.Response third = other.get(eve, "/api/v1/events");
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.header("Retry-After")).isNotEmpty();
            second.close();
            await().atMost(PATIENCE).until(() -> heardAgain(other, eve));
        }
    }

    // a closed connection shows at the next write only
    private static boolean heardAgain(WebFixture other, String eve) throws IOException {
        other.board.put(People.sync("team-a", "kb").withMessage(Long.toString(System.nanoTime())));
        try (Ear ear = new Ear(other.port, eve, "")) {
            return ear.first().contains(" 200 ");
        }
    }

    private Ear listen(String token, String lastEvent) throws IOException {
        Ear ear = new Ear(web.port, token, lastEvent);
        ears.add(ear);
        ear.hears("heartbeat");
        return ear;
    }

    /// A listener.
    private static final class Ear implements AutoCloseable {
        private final Socket socket;
        private final StringBuilder heard = new StringBuilder();
        private volatile boolean ended;

        Ear(int port, String token, String lastEvent) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            String last = lastEvent.isEmpty() ? "" : "Last-Event-ID: " + lastEvent + "\r\n";
            socket.getOutputStream()
                    .write("GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n%s\r\n"
                            .formatted(port, token, last)
                            .getBytes(StandardCharsets.UTF_8));
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (InputStream in = socket.getInputStream()) {
                byte[] bytes = new byte[4_096];
                for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                    add(new String(bytes, 0, n, StandardCharsets.UTF_8));
                }
            } catch (IOException _) {
                // closed by the test
            } finally {
                ended = true;
            }
        }

        private synchronized void add(String text) {
            heard.append(text);
        }

        String first() {
            await().atMost(PATIENCE).until(() -> heard().contains("\r\n"));
            return heard().substring(0, heard().indexOf("\r\n"));
        }

        void hears(String... words) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard()).contains(words));
        }

        synchronized String heard() {
            return heard.toString();
        }

        boolean ended() {
            return ended || heard().contains("\r\n0\r\n");
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
