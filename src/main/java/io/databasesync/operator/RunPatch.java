package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.contract.Annotations;
import io.databasesync.contract.Kubernetes;
import io.databasesync.contract.Labels;
import io.databasesync.operator.run.EndNote;
import io.databasesync.operator.run.Pins;
import io.databasesync.operator.run.RunDecision;
import io.databasesync.operator.run.Verdict;
import io.databasesync.operator.status.StatusPatch;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes the operator's changes to a run outside its status.
final class RunPatch {
    private RunPatch() {}

    /// Makes a run a snapshot of its sync, and the sync its owner. Refused with a conflict if the run
    /// has changed since.
    static void accept(KubernetesClient client, DatabaseSyncRun run, RunDecision.Accept accept) {
        Map<String, Object> metadata = Map.of(
                "resourceVersion", run.getMetadata().getResourceVersion(),
                "labels", Map.of(Labels.SYNC, run.getSpec().syncRef()),
                "ownerReferences", owners(run, accept.owner()));
        Kubernetes.patch(client, run, Map.of("metadata", metadata, "spec", Map.of("template", accept.template())));
    }

    /// Notes how often the pins had been cleared when the run started. The note is in the metadata, which the run's
    /// pod may not write.
    static void repins(KubernetesClient client, DatabaseSyncRun run, int repins) {
        if (!Pins.repins(run).equals(Optional.of(repins))) {
            Map<String, String> annotations = Map.of(Annotations.REPINS, Integer.toString(repins));
            Kubernetes.patch(client, run, Map.of("metadata", Map.of("annotations", annotations)));
        }
    }

    /// Asks the run to stop. A run that has published stays published.
    static void cancel(KubernetesClient client, DatabaseSyncRun run) {
        Kubernetes.patch(client, run, Map.of("spec", Map.of("cancel", true)));
    }

    /// Notes that another run replaces this one, before its Job is deleted.
    static void superseded(KubernetesClient client, DatabaseSyncRun run) {
        Map<String, String> annotations = Map.of(Annotations.SUPERSEDED, "true");
        Kubernetes.patch(client, run, Map.of("metadata", Map.of("annotations", annotations)));
    }

    /// Notes that the run has ended, before its status says so.
    static void ended(KubernetesClient client, DatabaseSyncRun run, Verdict verdict) {
        Map<String, String> annotations = Map.of(Annotations.ENDED, EndNote.of(verdict));
        Kubernetes.patch(client, run, Map.of("metadata", Map.of("annotations", annotations)));
    }

    /// Removes from the report of a run's pod the plan that `status.plan` has too, and what no longer holds of a
    /// settled run: a pod that was killed could not do that itself. If the run has changed since it was read, the
    /// next call does it.
    static void tidy(KubernetesClient client, DatabaseSyncRun run) {
        Map<String, Object> gone = outdated(run);
        if (gone.isEmpty()) {
            return;
        }
        Map<String, Object> patch = Map.of(
                "metadata",
                Map.of("resourceVersion", run.getMetadata().getResourceVersion()),
                "status",
                Map.of("progress", gone));
        try {
            client.resources(DatabaseSyncRun.class)
                    .inNamespace(run.getMetadata().getNamespace())
                    .withName(run.getMetadata().getName())
                    .subresource("status")
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            client.getKubernetesSerialization().asJson(patch));
        } catch (KubernetesClientException e) {
            if (!StatusPatch.conflict(e)) {
                throw e;
            }
        }
    }

    /// The fields to remove, with null as in a merge patch.
    private static Map<String, Object> outdated(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        ProgressStatus progress = status == null ? null : status.progress();
        Map<String, Object> gone = new LinkedHashMap<>();
        if (status == null || progress == null) {
            return gone;
        }
        if (told(run, progress.plan(), status.plan())) {
            gone.put("plan", null);
        }
        if (run.settled()) {
            gone.putAll(over(progress));
        }
        return gone;
    }

    /// What holds of a run under way only: a rate, a time that is left, tables whose rows move.
    private static Map<String, Object> over(ProgressStatus progress) {
        Map<String, Object> gone = new LinkedHashMap<>();
        if (progress.eta() != null || progress.remaining() != null) {
            gone.put("eta", null);
            gone.put("remaining", null);
        }
        if (!progress.current().isEmpty()) {
            gone.put("current", null);
        }
        if (progress.reconnecting() != null) {
            gone.put("reconnecting", null);
        }
        ProgressStatus.Bytes bytes = progress.bytes();
        if (bytes != null && (bytes.rate() != null || bytes.perSecond() != 0)) {
            Map<String, Object> rate = new LinkedHashMap<>();
            rate.put("rate", null);
            rate.put("perSecond", null);
            gone.put("bytes", rate);
        }
        if (progress.perTable().stream().anyMatch(ProgressStatus.Table::working)) {
            gone.put(
                    "perTable",
                    progress.perTable().stream()
                            .map(ProgressStatus.Table::ended)
                            .toList());
        }
        return gone;
    }

    /// Whether the plan is told already. The pod of an approved run makes the plan again, with other estimates; nobody
    /// needs those any more when the run has ended.
    private static boolean told(DatabaseSyncRun run, @Nullable PlanStatus again, @Nullable PlanStatus plan) {
        return again != null
                && plan != null
                && (again.equals(plan) || (run.settled() && again.hash().equals(plan.hash())));
    }

    private static List<OwnerReference> owners(DatabaseSyncRun run, OwnerReference owner) {
        List<OwnerReference> owners = new ArrayList<>(run.getMetadata().getOwnerReferences());
        owners.removeIf(reference -> reference.getUid().equals(owner.getUid()));
        boolean controlled = owners.stream().anyMatch(reference -> Boolean.TRUE.equals(reference.getController()));
        owners.add(owner.edit().withController(!controlled).build());
        return owners;
    }
}
