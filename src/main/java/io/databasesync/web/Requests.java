package io.databasesync.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.databasesync.web.api.Refusal;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads what a route takes from a request, and refuses everything else.
final class Requests {
    static final int BODY = 64 * 1024;

    private Requests() {}

    /// The parameters of path, query and header.
    static Map<String, String> values(Router.Match match, HttpExchange exchange) {
        Route route = match.route();
        Map<String, String> values =
                new HashMap<>(query(exchange.getRequestURI().getRawQuery()));
        for (String name : values.keySet()) {
            if (route.in("query").noneMatch(parameter -> parameter.name().equals(name))) {
                throw Refusals.parameter(Texts.printable(name), "is not known");
            }
        }
        values.putAll(match.values());
        route.in("header").forEach(parameter -> header(parameter, exchange.getRequestHeaders(), values));
        for (Parameter parameter : route.parameters()) {
            String value = values.get(parameter.name());
            if (value != null && !parameter.pattern().matcher(value).matches()) {
                throw Refusals.parameter(parameter.name(), "is not valid");
            }
        }
        return values;
    }

    private static void header(Parameter parameter, Headers headers, Map<String, String> values) {
        List<String> sent = headers.getOrDefault(parameter.name(), List.of());
        if (sent.size() > 1) {
            throw Refusals.header(parameter.name(), 400, "is there twice");
        }
        if (!sent.isEmpty()) {
            values.put(parameter.name(), sent.getFirst());
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> values = new HashMap<>();
        if (raw == null || raw.isEmpty()) {
            return values;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = Router.decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value =
                    equals < 0 ? "" : Router.decoded(pair.substring(equals + 1).replace('+', ' '));
            if (values.put(name, value) != null) {
                throw Refusals.parameter(Texts.printable(name), "is there twice");
            }
        }
        return values;
    }

    /// The body as a record; null if the route takes none.
    static @Nullable Object body(Route route, HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY + 1);
        if (body.length > BODY) {
            throw Refusal.of(413, "the body is larger than 64 kB");
        }
        Class<?> type = route.body();
        if (type == null) {
            if (body.length > 0) {
                throw Refusals.field("body", "this request has none; leave it out");
            }
            return null;
        }
        String media = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Content-Type"), "");
        if (!media.toLowerCase(Locale.ROOT).replace(" ", "").matches("application/json(;charset=utf-8)?")) {
            throw Refusals.header("Content-Type", 415, "has to be application/json");
        }
        return Json.read(body, type);
    }
}
