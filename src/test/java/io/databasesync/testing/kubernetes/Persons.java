package io.databasesync.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/// The authentication and authorization of an API server, before one that has neither. Each person has a token and a
/// set of namespaces in which everything is allowed. It notes the credentials of each request.
public final class Persons implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final URI behind;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Set<String>> namespaces = new ConcurrentHashMap<>();
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private final Queue<String> credentials = new ConcurrentLinkedQueue<>();

    public Persons(InJvmKubernetes kubernetes) {
        behind = URI.create(kubernetes.url());
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /// The token is `token-of-NAME`.
    public String person(String name, String... allowed) {
        namespaces.put("token-of-" + name, Set.of(allowed));
        return "token-of-" + name;
    }

    /// Reviews of rights deny this one to everybody.
    ///
    /// @param right verb and resource: `get pods/log`
    public void forbid(String right) {
        forbidden.add(right);
    }

    public void expire(String token) {
        namespaces.remove(token);
    }

    /// The header `Authorization` of each request, empty if there was none.
    public List<String> credentials() {
        return List.copyOf(credentials);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String sent = exchange.getRequestHeaders().getFirst("Authorization");
            credentials.add(sent == null ? "" : sent);
            String token = sent == null ? "" : sent.replace("Bearer ", "");
            Set<String> allowed = namespaces.get(token);
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (allowed == null) {
                answer(exchange, 401, status(401, "Unauthorized"));
            } else if (path.endsWith("/selfsubjectreviews")) {
                answer(exchange, 201, """
                        {"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview","metadata":{},\
                        "status":{"userInfo":{"username":"%s","groups":["people"]}}}""".formatted(token.replace("token-of-", "")));
            } else if (path.endsWith("/selfsubjectaccessreviews")) {
                answer(exchange, 201, review(body, allowed));
            } else if (allowed.contains(namespace(path))) {
                forward(exchange, body);
            } else {
                answer(exchange, 403, status(403, "%s is forbidden".formatted(path)));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String review(byte[] body, Set<String> allowed) throws IOException {
        JsonNode wanted = JSON.readTree(body).path("spec").path("resourceAttributes");
        String part = wanted.path("subresource").asText("");
        String right = "%s %s%s"
                .formatted(
                        wanted.path("verb").asText(),
                        wanted.path("resource").asText(),
                        part.isEmpty() ? "" : "/" + part);
        return """
                {"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","metadata":{},\
                "status":{"allowed":%s}}""".formatted(!forbidden.contains(right)
                && allowed.contains(wanted.path("namespace").asText("")));
    }

    private static String namespace(String path) {
        return path.contains("/namespaces/") ? path.replaceFirst(".*/namespaces/([^/]+).*", "$1") : "";
    }

    private void forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type != null) {
            request.header("Content-Type", type);
        }
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        answer(exchange, response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    }

    private static String status(int code, String message) {
        return """
                {"kind":"Status","apiVersion":"v1","status":"Failure","message":"%s","code":%d}""".formatted(message, code);
    }

    private static void answer(HttpExchange exchange, int code, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
