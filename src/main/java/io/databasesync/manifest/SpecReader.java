package io.databasesync.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads a spec before code acts on it. The Kubernetes client reads leniently, so that one object of a newer release
/// does not block others. This reader refuses unknown fields and constants, and checks every rule of the CRD again,
/// for clusters with an older CRD.
///
/// Messages name fields by their place in a `DatabaseSync`, also those of a run's template: a person
/// corrects them there.
public final class SpecReader {
    private static final String TEMPLATE = "template";

    private SpecReader() {}

    /// The spec of a `DatabaseSync` manifest, YAML or JSON.
    ///
    /// @throws SyncException `InvalidSpec`, if the file holds no spec or an invalid one
    public static DatabaseSyncSpec ofManifest(Path file) {
        try {
            JsonNode manifest = new YAMLMapper().readTree(Files.readAllBytes(file));
            String kind = manifest.path("apiVersion").asText() + " "
                    + manifest.path("kind").asText();
            String wanted = "%s/%s DatabaseSync".formatted(DatabaseSync.GROUP, DatabaseSync.VERSION);
            if (!kind.equals(wanted)) {
                throw SyncException.of(
                        Reason.InvalidSpec,
                        "file " + file,
                        "file %s holds %s".formatted(file, kind.isBlank() ? "no resource" : kind),
                        Fix.advice("put one %s into it".formatted(wanted)));
            }
            return sync(new StrictJson(file.toString()), manifest.path("spec"));
        } catch (JsonProcessingException e) {
            throw SyncException.of(
                            Reason.InvalidSpec,
                            "file " + file,
                            "file %s is not YAML: %s".formatted(file, e.getOriginalMessage()),
                            Fix.advice("correct it"))
                    .causedBy(e);
        } catch (IOException e) {
            throw SyncException.of(
                            Reason.InvalidSpec,
                            "file " + file,
                            "file %s cannot be read: %s".formatted(file, e),
                            Fix.advice("check its path and rights"))
                    .causedBy(e);
        }
    }

    /// The spec of a sync as the API server returned it; an object from the client lacks unknown fields.
    ///
    /// @throws SyncException `InvalidSpec`, if the spec is invalid
    public static DatabaseSyncSpec ofSync(GenericKubernetesResource sync) {
        return sync(json(sync), StrictJson.tree(sync.get("spec")));
    }

    /// The spec of a run as the API server returned it, with its template if it has one.
    ///
    /// @throws SyncException `InvalidSpec`, if the spec or the template is invalid
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
