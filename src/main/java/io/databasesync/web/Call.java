package io.databasesync.web;

import io.databasesync.web.api.Caller;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request that has passed all checks of its route.
///
/// @param values the parameters of path, query and header
/// @param body the body as its record; null if the route has none
/// @param token as in the header; empty if the route needs none
/// @param caller null if the route needs none
record Call(
        Map<String, String> values,
        @Nullable Object body,
        String token,
        @Nullable Caller caller) {
    Call {
        values = Map.copyOf(values);
    }

    Caller who() {
        if (caller == null) {
            throw new IllegalStateException("the route answers without a caller");
        }
        return caller;
    }

    String namespace() {
        return required("namespace");
    }

    String name() {
        return required("name");
    }

    String required(String name) {
        return value(name).orElseThrow(() -> new IllegalStateException("the route has no parameter " + name));
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    <T> T body(Class<T> type) {
        return type.cast(Objects.requireNonNull(body, "the route has no body"));
    }

    /// The version in `If-Match`; null if the header is absent.
    @Nullable
    String version() {
        return value("If-Match").map(Etags::version).orElse(null);
    }
}
