package io.databasesync.cluster;

import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// Turns a failed request to the Kubernetes API into an error that says what to do.
///
/// @param verb the right that the request needs, as in a Role: `patch`
/// @param resource the kind of the objects, as in a Role: `databasesyncs`
record ClusterFailure(String verb, String resource, String namespace) {
    /// As a namespace: all of them.
    static final String EVERYWHERE = "";

    private static final int INVALID = 422; // a rule of the CRD refused the object
    private static final int TOO_MANY_REQUESTS = 429;

    /// @throws SyncException `ClusterUnreachable` if the API does not answer, `ForbiddenByCluster` if it refuses
    /// the person, `InvalidSpec` if it refuses the request
    <T> T during(Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            throw of(e);
        }
    }

    /// Throws if the cluster does not know the kind at all. To a `get`, it gives the same answer then as for an
    /// object that does not exist.
    void ofUnknownKind(KubernetesClient client, Class<? extends HasMetadata> kind) {
        try {
            client.resources(kind)
                    .inNamespace(namespace)
                    .list(new ListOptionsBuilder().withLimit(1L).build());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) { // the right to list may be missing
                throw of(e);
            }
        }
    }

    SyncException of(KubernetesClientException e) {
        return SyncException.of(
                        reason(e.getCode()),
                        resource + place(),
                        "the Kubernetes API refused to %s %s%s: %s"
                                .formatted(verb, resource, place(), Display.printable(said(e))),
                        Fix.advice(fix(e)))
                .causedBy(e);
    }

    // The server's own words; the client's exception repeats them between the address and the whole answer.
    private static String said(KubernetesClientException e) {
        return Optional.ofNullable(e.getStatus())
                .map(Status::getMessage)
                .orElseGet(() -> Objects.toString(e.getMessage(), ""));
    }

    private static Reason reason(int code) {
        boolean away = code <= 0 // there was no answer
                || code == TOO_MANY_REQUESTS
                || code >= HttpURLConnection.HTTP_INTERNAL_ERROR;
        boolean forbidden = code == HttpURLConnection.HTTP_UNAUTHORIZED || code == HttpURLConnection.HTTP_FORBIDDEN;
        return away ? Reason.ClusterUnreachable : forbidden ? Reason.ForbiddenByCluster : Reason.InvalidSpec;
    }

    private String fix(KubernetesClientException e) {
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED -> "log in again, or check KUBECONFIG";
            case HttpURLConnection.HTTP_FORBIDDEN ->
                "ask for that right, and check it with: kubectl auth can-i %s %s %s"
                        .formatted(verb, qualified(), flag());
            case HttpURLConnection.HTTP_NOT_FOUND ->
                named(e) ? list() : "install the CRDs of databasesync, or check KUBECONFIG";
            case HttpURLConnection.HTTP_CONFLICT, INVALID -> "look at the object again, then repeat";
            default -> "check KUBECONFIG, and that the cluster is up";
        };
    }

    private String place() {
        return namespace.equals(EVERYWHERE) ? " of all namespaces" : " of namespace " + namespace;
    }

    private String flag() {
        return namespace.equals(EVERYWHERE) ? "-A" : "-n " + namespace;
    }

    private String qualified() {
        return resource.startsWith("databasesync") ? resource + ".databasesync.io" : resource;
    }

    /// How a person lists what there is.
    String list() {
        return "list them with: kubectl get %s %s".formatted(resource, flag());
    }

    // Without a name, the API does not know the kind.
    private static boolean named(KubernetesClientException e) {
        return Optional.ofNullable(e.getStatus())
                .map(Status::getDetails)
                .map(StatusDetails::getName)
                .filter(name -> !name.isEmpty())
                .isPresent();
    }
}
