package io.databasesync.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// JSON between operator and pod. Either may be of a newer release: each ignores what it does not know.
public final class PodJson {
    private static final ObjectMapper LENIENT = JsonMapper.builder()
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .build();

    private PodJson() {}

    public static String write(Object value) {
        try {
            return LENIENT.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("%s cannot be written as JSON".formatted(value.getClass()), e);
        }
    }

    public static <T> T read(String json, Class<T> type) throws JsonProcessingException {
        return LENIENT.readValue(json, type);
    }

    /// Converts a part of a resource that was read as plain maps.
    ///
    /// @throws IllegalArgumentException if the part has another shape
    static <T> T convert(Object part, Class<T> type) {
        return LENIENT.convertValue(part, type);
    }
}
