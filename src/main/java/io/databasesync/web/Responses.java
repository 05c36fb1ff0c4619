package io.databasesync.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.databasesync.web.Assets.Asset;
import io.databasesync.web.api.Pages;
import io.databasesync.web.api.Problem;
import io.databasesync.web.api.Refusal.Why;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.SyncView;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Writes answers. Every answer has the headers that keep a browser safe.
final class Responses {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'";
    private static final String PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    private static final String PRIVATE = "private, no-cache";

    private final boolean https;
    private final String vary;

    Responses(WebSettings settings) {
        https = settings.origin().startsWith("https:");
        vary = settings.tokenHeader();
    }

    /// Before anything can fail.
    void secure(HttpExchange exchange) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        headers.set("Cache-Control", "no-store");
        if (https) {
            headers.set("Strict-Transport-Security", "max-age=31536000");
        }
    }

    void json(HttpExchange exchange, Answer.Json answer) throws IOException {
        byte[] body = Json.bytes(answer.body());
        Headers headers = exchange.getResponseHeaders();
        answer.headers().forEach(headers::set);
        headers.set("Content-Type", Route.Result.JSON);
        headers.set("Vary", vary);
        if (answer.status() == 200) {
            String etag = Etags.of(version(answer.body()), body);
            headers.set("ETag", etag);
            headers.set("Cache-Control", PRIVATE);
            if (unchanged(exchange, etag)) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
        }
        send(exchange, answer.status(), new Blob(body));
    }

    private static String version(Object body) {
        return switch (body) {
            case SyncView sync -> sync.version();
            case RunView run -> run.version();
            case Pages.SyncPage page -> page.sync().version();
            default -> "";
        };
    }

    void text(HttpExchange exchange, Answer.Text answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        if (answer.type().startsWith("image/")) {
            headers.set("Content-Security-Policy", PICTURE_POLICY);
            headers.set("Cross-Origin-Resource-Policy", "cross-origin"); // a README of another site shows it
            headers.set("Cache-Control", "public, max-age=60");
        }
        answer.headers().forEach(headers::set);
        send(exchange, 200, answer.body());
    }

    void empty(HttpExchange exchange, Answer.Empty answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), -1);
    }

    void asset(HttpExchange exchange, Asset asset) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", asset.type());
        headers.set("ETag", asset.etag());
        headers.set("Cache-Control", PRIVATE);
        headers.set("Vary", "Accept-Encoding");
        if (unchanged(exchange, asset.etag())) {
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        boolean zipped = exchange.getRequestHeaders().getOrDefault("Accept-Encoding", List.of()).stream()
                .anyMatch(coding -> coding.contains("gzip"));
        if (zipped) {
            headers.set("Content-Encoding", "gzip");
        }
        send(exchange, 200, zipped ? asset.gzip() : asset.bytes());
    }

    void problem(HttpExchange exchange, Why why, Map<String, String> more) throws IOException {
        if (exchange.getResponseCode() != -1) {
            return; // the answer has begun, and breaks off
        }
        String title = Objects.requireNonNullElseGet(why.reason(), () -> Statuses.title(why.status()));
        Problem problem = new Problem(
                why.reason() == null ? "about:blank" : "urn:databasesync:reason:" + why.reason(),
                title,
                why.status(),
                why.detail(),
                Objects.requireNonNullElse(exchange.getRequestURI().getRawPath(), "/"),
                why.reason(),
                why.field(),
                why.fix(),
                why.run());
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/problem+json");
        more.forEach(headers::set);
        if (why.status() == 401) {
            headers.set("WWW-Authenticate", "Bearer realm=\"databasesync\"");
        }
        if (why.retryAfter() != null) {
            headers.set("Retry-After", Integer.toString(why.retryAfter()));
        }
        if (Statuses.ends(why.status())) {
            headers.set("Connection", "close");
        }
        send(exchange, why.status(), new Blob(Json.bytes(problem)));
    }

    private static boolean unchanged(HttpExchange exchange, String etag) {
        return exchange.getRequestHeaders().getOrDefault("If-None-Match", List.of()).stream()
                .flatMap(tags -> Arrays.stream(tags.split(",")))
                .map(tag -> tag.strip().replaceFirst("^W/", "")) // a proxy that compresses makes them weak
                .anyMatch(etag::equals);
    }

    private static void send(HttpExchange exchange, int status, Blob body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length() == 0 ? -1 : body.length());
        body.writeTo(exchange.getResponseBody());
    }
}
