package io.databasesync.web;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One line of the route table. The router and the OpenAPI document are made from it.
///
/// @param path with parameters in braces: `/api/v1/namespaces/{namespace}/runs/{name}`
/// @param body the record of the request's body; null for a request without a body
/// @param results what it answers when it works
/// @param errors the statuses that it can have besides those of [#COMMON_ERRORS]
record Route(
        String method,
        String path,
        String summary,
        List<Parameter> parameters,
        @Nullable Class<?> body,
        List<Result> results,
        List<Integer> errors,
        Handler handler) {
    static final List<Integer> COMMON_ERRORS = List.of(400, 401, 403, 421, 429, 503);
    static final Parameter WRITES = new Parameter(
            "header",
            "X-Dbsync-Request",
            "Any value. A form or a link of another site cannot send it.",
            Pattern.compile("[!-~]{1,64}"),
            true);

    Route {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
        errors = List.copyOf(errors);
    }

    /// @param type the media type
    /// @param record the record of the answer's body; null if the answer has no body, or one without a record
    record Result(int status, String type, @Nullable Class<?> record) {
        static final String JSON = "application/json";

        static Result json(int status, Class<?> record) {
            return new Result(status, JSON, record);
        }
    }

    /// Makes the answer of a route.
    @FunctionalInterface
    interface Handler {
        Answer handle(Call call);
    }

    /// Whether it changes something.
    boolean writes() {
        return !method.equals("GET");
    }

    /// Whether it answers without a caller.
    public boolean open() {
        return !path.startsWith("/api/") || path.equals("/api/v1/openapi.json") || exchanges();
    }

    private boolean exchanges() {
        return path.equals("/api/v1/session") && method.equals("POST");
    }

    List<String> segments() {
        return List.of(path.substring(1).split("/"));
    }

    Stream<Parameter> in(String place) {
        return parameters.stream().filter(parameter -> parameter.in().equals(place));
    }

    @Override
    public String toString() {
        return Stream.of(method, path).collect(Collectors.joining(" "));
    }
}
