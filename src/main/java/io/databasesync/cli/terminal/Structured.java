package io.databasesync.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/// A value as JSON or YAML, for programs.
public final class Structured {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Structured() {}

    public static String json(Object value) {
        return written(value, JSON::writeValueAsString);
    }

    public static String yaml(Object value) {
        return written(value, Yaml::text);
    }

    private static String written(Object value, Writer writer) {
        try {
            return writer.text(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("%s cannot be written".formatted(value.getClass()), e);
        }
    }

    private interface Writer {
        String text(Object value) throws JsonProcessingException;
    }

    /// A class of its own: its library is loaded only if somebody asks for YAML.
    private static final class Yaml {
        static String text(Object value) throws JsonProcessingException {
            return YAMLMapper.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .build()
                    .writeValueAsString(value)
                    .stripTrailing();
        }
    }
}
