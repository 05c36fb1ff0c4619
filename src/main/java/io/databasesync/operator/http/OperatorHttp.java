package io.databasesync.operator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Serves metrics and probes. A probe answers 200, or 503 with what is wrong.
public final class OperatorHttp implements AutoCloseable {
    public static final String METRICS = "/metrics";
    /// Whether the operator has started: its caches are filled.
    public static final String STARTUP = "/startup";
    /// Whether the operator receives changes.
    public static final String READY = "/ready";
    /// Whether the operator gets on. If not, only another process helps.
    public static final String LIVE = "/live";

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;

    /// Starts the server.
    ///
    /// @param port 0 picks a free one
    /// @param metrics gives the text of `/metrics`
    /// @param probes by path: what is wrong, or nothing
    public OperatorHttp(int port, Supplier<String> metrics, Map<String, Supplier<Optional<String>>> probes) {
        try {
            server = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port %d: %s".formatted(port, e.getMessage()), e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                METRICS, exchange -> answer(exchange, HttpURLConnection.HTTP_OK, PROMETHEUS, metrics.get()));
        probes.forEach((path, probe) -> server.createContext(path, exchange -> probe(exchange, probe.get())));
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void probe(HttpExchange exchange, Optional<String> wrong) throws IOException {
        int code = wrong.isPresent() ? HttpURLConnection.HTTP_UNAVAILABLE : HttpURLConnection.HTTP_OK;
        answer(exchange, code, TEXT, wrong.orElse("ok") + "\n");
    }

    private static void answer(HttpExchange exchange, int code, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
