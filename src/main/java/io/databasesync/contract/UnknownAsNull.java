package io.databasesync.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads a value of another type than the field's as null: a number where an object is expected, or text where a
/// number is.
final class UnknownAsNull extends DeserializationProblemHandler {
    @Override
    public @Nullable Object handleUnexpectedToken(
            DeserializationContext context, JavaType type, JsonToken token, JsonParser parser, @Nullable String message)
            throws IOException {
        return skip(parser);
    }

    @Override
    public @Nullable Object handleMissingInstantiator(
            DeserializationContext context,
            Class<?> type,
            @Nullable ValueInstantiator instantiator,
            JsonParser parser,
            @Nullable String message)
            throws IOException {
        return skip(parser);
    }

    @Override
    public @Nullable Object handleWeirdStringValue(
            DeserializationContext context, Class<?> type, String value, @Nullable String message) {
        return null;
    }

    @Override
    public @Nullable Object handleWeirdNumberValue(
            DeserializationContext context, Class<?> type, Number value, @Nullable String message) {
        return null;
    }

    /// A record refuses a null in a list.
    @Override
    public @Nullable Object handleInstantiationProblem(
            DeserializationContext context, Class<?> type, @Nullable Object argument, Throwable failure) {
        return null;
    }

    private static @Nullable Object skip(JsonParser parser) throws IOException {
        parser.skipChildren();
        return null;
    }
}
