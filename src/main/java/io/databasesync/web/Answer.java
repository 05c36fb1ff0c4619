package io.databasesync.web;

import java.util.Map;

/// What a route answers.
sealed interface Answer {
    /// A value as JSON.
    record Json(int status, Object body, Map<String, String> headers) implements Answer {}

    /// A text or an image.
    record Text(String type, Blob body, Map<String, String> headers) implements Answer {}

    /// Nothing but a status.
    record Empty(int status, Map<String, String> headers) implements Answer {}

    /// Events until one of both ends has enough.
    record Stream(String lastEvent) implements Answer {}

    static Answer ok(Object body) {
        return new Json(200, body, Map.of());
    }
}
