package io.databasesync.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One listener of the web server's stream.
final class Listener implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final Socket socket;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch heard = new CountDownLatch(1);
    private volatile String first = "";

    Listener(String address, String token) throws IOException {
        socket = new Socket(address, 80);
        socket.getOutputStream()
                .write("GET /api/v1/events HTTP/1.1\r\nHost: dbsync.test\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(token)
                        .getBytes(StandardCharsets.UTF_8));
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        byte[] bytes = new byte[8_192];
        try (InputStream in = socket.getInputStream()) {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                String text = new String(bytes, 0, n, StandardCharsets.UTF_8);
                if (first.isEmpty()) {
                    first = text;
                }
                if (text.contains("heartbeat")) {
                    started.countDown();
                }
                if (text.contains("event: sync")) {
                    heard.countDown();
                }
            }
        } catch (IOException _) {
            // closed by the benchmark
        }
    }

    void awaitStart() throws InterruptedException {
        if (!started.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a stream has not started, but said: " + first);
        }
    }

    boolean hasHeard() {
        return heard.getCount() == 0;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
