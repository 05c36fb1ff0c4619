package io.databasesync.web;

import com.sun.net.httpserver.HttpServer;
import io.databasesync.web.api.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The server: API, stream and page on one port.
public final class WebServer implements AutoCloseable {
    // The JDK's server reads them once, so a property that the user gave wins.
    private static final Map<String, String> LIMITS = Map.of(
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxReqHeaderSize", "24576",
            "sun.net.httpserver.maxReqHeaders", "64",
            "sun.net.httpserver.idleInterval", "30",
            "jdk.httpserver.maxConnections", "600");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Streams streams;

    /// Starts the server.
    ///
    /// @param board what the page shows; somebody else fills it
    public WebServer(WebSettings settings, Access access, Board board) {
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        try {
            server = HttpServer.create(settings.address(), 128);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on %s: %s".formatted(settings.address(), e.getMessage()), e);
        }
        WebSettings bound = settings.bound(port());
        streams = new Streams(board, bound);
        server.setExecutor(threads);
        server.createContext("/", new Front(bound, access, board, streams));
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        streams.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
