package io.databasesync.testing.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// A server with little room for connections, and so for locks.
public final class SmallServer {
    private static @Nullable TestServer started;

    private SmallServer() {}

    /// One for all tests. The library's own shutdown hook stops it.
    public static synchronized TestServer start() {
        TestServer server = started;
        if (server == null) {
            server = startNow();
            started = server;
        }
        return server;
    }

    private static TestServer startNow() {
        try {
            EmbeddedPostgres server = EmbeddedBuilder.builder()
                    .setServerConfig("max_connections", "20")
                    .start();
            return new TestServer("small", TestServer.newer().major(), "localhost", server.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
