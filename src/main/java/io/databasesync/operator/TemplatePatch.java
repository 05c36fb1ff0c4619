package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.Labels;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes a run a snapshot of its sync, and the sync its owner. Refused with a conflict if the run changed in between.
final class TemplatePatch {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private TemplatePatch() {}

    static void apply(KubernetesClient client, DatabaseSyncRun run, RunDecision.Accept accept) {
        Map<String, Object> metadata = Map.of(
                "resourceVersion", run.getMetadata().getResourceVersion(),
                "labels", Map.of(Labels.SYNC, run.getSpec().syncRef()),
                "ownerReferences", owners(run, accept.owner()));
        Map<String, Object> patch = Map.of("metadata", metadata, "spec", Map.of("template", accept.template()));
        client.resources(DatabaseSyncRun.class)
                .inNamespace(run.getMetadata().getNamespace())
                .withName(run.getMetadata().getName())
                .patch(MERGE, client.getKubernetesSerialization().asJson(patch));
    }

    private static List<OwnerReference> owners(DatabaseSyncRun run, OwnerReference owner) {
        List<OwnerReference> owners = new ArrayList<>(run.getMetadata().getOwnerReferences());
        owners.removeIf(reference -> reference.getUid().equals(owner.getUid()));
        boolean controlled = owners.stream().anyMatch(reference -> Boolean.TRUE.equals(reference.getController()));
        owners.add(owner.edit().withController(!controlled).build());
        return owners;
    }
}
