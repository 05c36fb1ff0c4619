package io.databasesync.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// What operator and pod tell each other. Either may be of a newer release: what the other one does not know is passed
/// over.
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

    /// Of a part of a resource that was read as plain maps.
    ///
    /// @throws IllegalArgumentException if it is none
    static <T> T convert(Object part, Class<T> type) {
        return LENIENT.convertValue(part, type);
    }
}
