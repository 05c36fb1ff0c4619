package io.databasesync.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads a spec to act on it. The client of Kubernetes reads leniently, so that one object of a newer release stops
/// nobody; this reader refuses a field or constant that it does not know, and checks every rule of the CRD again, for
/// clusters that have an older CRD.
///
/// Messages name fields by their place in a `DatabaseSync`, also those of a run's template: that is where a person
/// corrects them.
public final class SpecReader {
    private static final String TEMPLATE = "template";

    private SpecReader() {}

    /// The spec of a `DatabaseSync` manifest, YAML or JSON.
    ///
    /// @throws SyncException `InvalidSpec`, if the file holds none, or one that cannot be acted on
    public static DatabaseSyncSpec ofManifest(Path file) {
        try {
            JsonNode manifest = new YAMLMapper().readTree(Files.readAllBytes(file));
            String kind = manifest.path("apiVersion").asText() + " "
                    + manifest.path("kind").asText();
            String wanted = "%s/%s DatabaseSync".formatted(DatabaseSync.GROUP, DatabaseSync.VERSION);
            if (!kind.equals(wanted)) {
                throw new SyncException(
                        Reason.InvalidSpec,
                        "%s holds %s; it must hold one %s"
                                .formatted(file, kind.isBlank() ? "no resource" : kind, wanted));
            }
            return sync(new StrictJson(file.toString()), manifest.path("spec"));
        } catch (JsonProcessingException e) {
            throw new SyncException(Reason.InvalidSpec, "%s is no YAML: %s".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new SyncException(Reason.InvalidSpec, "cannot read %s: %s".formatted(file, e), e);
        }
    }

    /// The spec of a sync as the API server gave it out; what the client makes of it has lost the unknown already.
    ///
    /// @throws SyncException `InvalidSpec`, if it cannot be acted on
    public static DatabaseSyncSpec ofSync(GenericKubernetesResource sync) {
        return sync(json(sync), StrictJson.tree(sync.get("spec")));
    }

    /// The spec of a run as the API server gave it out, with its template, if it has one.
    ///
    /// @throws SyncException `InvalidSpec`, if one of the two cannot be acted on
    public static DatabaseSyncRunSpec ofRun(GenericKubernetesResource run) {
        StrictJson json = json(run);
        JsonNode spec = StrictJson.tree(run.get("spec"));
        JsonNode template = spec instanceof ObjectNode fields ? fields.remove(TEMPLATE) : null;
        DatabaseSyncRunSpec read = json.read(spec, DatabaseSyncRunSpec.class);
        SpecRules.check(json.origin(), read);
        return template == null || template.isNull() ? read : read.withTemplate(sync(json, template));
    }

    private static DatabaseSyncSpec sync(StrictJson json, JsonNode spec) {
        DatabaseSyncSpec read = json.read(spec, DatabaseSyncSpec.class);
        SpecRules.check(json.origin(), read);
        return read;
    }

    private static StrictJson json(GenericKubernetesResource object) {
        return new StrictJson("%s %s/%s"
                .formatted(
                        object.getKind(),
                        object.getMetadata().getNamespace(),
                        object.getMetadata().getName()));
    }
}
