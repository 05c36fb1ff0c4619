package io.databasesync.cli.web.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.contract.Annotations;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.Map;

/// A sync as a person would apply it.
final class Manifest {
    private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private Manifest() {}

    static String of(DatabaseSync sync, KubernetesClient client) {
        ObjectMeta found = sync.getMetadata();
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("namespace", found.getNamespace());
        metadata.put("name", found.getName());
        putUnlessEmpty(metadata, "labels", found.getLabels());
        if (found.getAnnotations() != null) {
            Map<String, String> annotations = new LinkedHashMap<>(found.getAnnotations());
            annotations.remove(APPLIED);
            annotations.remove(Annotations.REPIN); // asked for once, and not part of what somebody declares
            putUnlessEmpty(metadata, "annotations", annotations);
        }
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("apiVersion", sync.getApiVersion());
        manifest.put("kind", sync.getKind());
        manifest.put("metadata", metadata);
        manifest.put("spec", sync.getSpec());
        return client.getKubernetesSerialization().asYaml(manifest);
    }

    private static void putUnlessEmpty(Map<String, Object> into, String name, Map<String, String> values) {
        if (values != null && !values.isEmpty()) {
            into.put(name, values);
        }
    }
}
