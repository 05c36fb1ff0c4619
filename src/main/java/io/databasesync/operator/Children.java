package io.databasesync.operator;

import io.databasesync.operator.job.Owners;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/// Creates the objects that belong to a resource, once: names are deterministic, so a second call does nothing.
///
/// It uses a plain create, not a server-side apply: these objects are never updated, and an apply by a newer operator
/// would try to change the pod template of a running Job.
final class Children {
    private Children() {}

    /// @throws IllegalStateException if an object of that name has another owner or is being deleted
    /// @throws KubernetesClientException also if such an object has just gone: the next attempt creates it
    static void createOnce(KubernetesClient client, HasMetadata owner, HasMetadata child) {
        try {
            client.resource(child).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            HasMetadata existing = client.resource(child).get();
            if (existing == null) {
                throw e;
            }
            refuseUnfit(owner, existing);
        }
    }

    private static void refuseUnfit(HasMetadata owner, HasMetadata existing) {
        if (existing.getMetadata().getDeletionTimestamp() != null) {
            throw new IllegalStateException("%s %s is being deleted; it is created again when it is gone"
                    .formatted(existing.getKind(), existing.getMetadata().getName()));
        }
        if (!Owners.owns(owner, existing)) {
            throw new IllegalStateException("%s %s exists and does not belong to %s %s; delete or rename it"
                    .formatted(
                            existing.getKind(),
                            existing.getMetadata().getName(),
                            owner.getKind(),
                            owner.getMetadata().getName()));
        }
    }
}
