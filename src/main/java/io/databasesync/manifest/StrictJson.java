package io.databasesync.manifest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads JSON and treats everything unknown as an error.
///
/// @param origin the name of the JSON for messages: `DatabaseSync knowledge/kb`
record StrictJson(String origin) {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .annotationIntrospector(new UnknownFieldsAreErrors())
            .build();

    /// The JSON of a resource that was read as plain maps.
    static JsonNode tree(@Nullable Object part) {
        return STRICT.valueToTree(part);
    }

    /// @throws SyncException `InvalidSpec`, if the JSON is not a valid spec
    <T> T read(JsonNode spec, Class<T> type) {
        try {
            T value = STRICT.treeToValue(spec, type);
            if (value == null) {
                throw SyncException.of(Reason.InvalidSpec, "spec", origin + " has no spec", Fix.advice("add one"));
            }
            return value;
        } catch (JsonProcessingException e) {
            throw problem(e).within(origin).causedBy(e);
        }
    }

    private static SyncException problem(JsonProcessingException e) {
        return switch (e) {
            case UnrecognizedPropertyException field ->
                invalid(
                        path(field),
                        path(field) + " is not a field that this release knows",
                        "correct it, or update databasesync");
            case InvalidFormatException value
            when value.getTargetType().isEnum() ->
                invalid(
                        path(value),
                        "%s is %s, a value that this release does not know".formatted(path(value), value.getValue()),
                        "set it to " + constants(value.getTargetType()));
            case JsonMappingException other -> invalid(path(other), firstLine(other), "correct it");
            default -> invalid("spec", firstLine(e), "correct it");
        };
    }

    private static SyncException invalid(String field, String found, String fix) {
        return SyncException.of(Reason.InvalidSpec, field, found, Fix.advice(fix));
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining("", "spec", ""));
    }

    private static String constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(" or "));
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("not as expected");
    }

    private static final class UnknownFieldsAreErrors extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated type) {
            return super.findPropertyIgnoralByName(config, type).withoutIgnoreUnknown();
        }
    }
}
