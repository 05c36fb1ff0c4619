package io.databasesync.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads a spec to act on it. The client reads leniently, so that one object of a newer release stops nobody; whoever
/// replaces tables must not pass over a field or constant that it does not know: it may be the one that narrows what is
/// replaced.
public final class StrictSpec {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .annotationIntrospector(new UnknownFieldsAreErrors())
            .build();

    private StrictSpec() {}

    /// The spec of a `DatabaseSync` manifest, YAML or JSON.
    ///
    /// @throws SyncException `InvalidSpec`, if the file is none, or has a field or constant that we do not know
    public static DatabaseSyncSpec ofManifest(Path file) {
        try {
            JsonNode manifest = new YAMLMapper().readTree(Files.readAllBytes(file));
            String kind = manifest.path("apiVersion").asText() + " "
                    + manifest.path("kind").asText();
            String wanted = "%s/%s DatabaseSync".formatted(DatabaseSync.GROUP, DatabaseSync.VERSION);
            if (!kind.equals(wanted)) {
                throw invalid(
                        "%s holds %s; it must hold one %s"
                                .formatted(file, kind.isBlank() ? "no resource" : kind, wanted),
                        null);
            }
            return read(manifest.path("spec"), DatabaseSyncSpec.class, file.toString());
        } catch (JsonProcessingException e) {
            throw invalid("%s is no YAML: %s".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw invalid("cannot read %s: %s".formatted(file, e), e);
        }
    }

    /// The spec of a run as the API server gave it out; what the client made of it has lost the unknown already.
    ///
    /// @throws SyncException `InvalidSpec`, if there is none, or it has a field or constant that we do not know
    static DatabaseSyncRunSpec ofRun(GenericKubernetesResource run, String name) {
        return read(STRICT.valueToTree(run.<Object>get("spec")), DatabaseSyncRunSpec.class, name);
    }

    private static <T> T read(JsonNode spec, Class<T> type, String origin) {
        try {
            T value = STRICT.treeToValue(spec, type);
            if (value == null) {
                throw invalid(origin + " has no spec", null);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw invalid("%s: %s: %s".formatted(origin, path(e), firstLine(e)), e);
        }
    }

    private static String path(JsonProcessingException e) {
        if (!(e instanceof DatabindException || e instanceof JsonMappingException)) {
            return "spec";
        }
        return ((JsonMappingException) e)
                .getPath().stream()
                        .map(step ->
                                step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                        .collect(Collectors.joining("", "spec", ""));
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("not as expected");
    }

    private static SyncException invalid(String message, @Nullable Throwable cause) {
        return new SyncException(Reason.InvalidSpec, message, cause);
    }

    private static final class UnknownFieldsAreErrors extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated type) {
            return super.findPropertyIgnoralByName(config, type).withoutIgnoreUnknown();
        }
    }
}
