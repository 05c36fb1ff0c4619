package io.databasesync.cluster;

import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.function.Supplier;

/// Turns a failed request to the Kubernetes API into an error that says what to do.
///
/// @param right the right that the request needs: `get and patch databasesyncs`
record ClusterFailure(String right) {
    private static final int INVALID = 422; // a rule of the CRD refused the object
    private static final int TOO_MANY_REQUESTS = 429;

    /// @throws SyncException `ClusterUnreachable` if the API does not answer, `InvalidSpec` if it refuses
    <T> T during(Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            throw of(e);
        }
    }

    SyncException of(KubernetesClientException e) {
        String said = Display.text(Objects.toString(e.getMessage(), ""));
        return SyncException.of(
                        reason(e.getCode()),
                        "the cluster",
                        "the cluster refused the request: " + said,
                        Fix.advice(fix(e)))
                .causedBy(e);
    }

    private static Reason reason(int code) {
        boolean away = code <= 0 // there was no answer
                || code == TOO_MANY_REQUESTS
                || code >= HttpURLConnection.HTTP_INTERNAL_ERROR;
        return away ? Reason.ClusterUnreachable : Reason.InvalidSpec;
    }

    private String fix(KubernetesClientException e) {
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED -> "log in again, or check KUBECONFIG";
            case HttpURLConnection.HTTP_FORBIDDEN -> "ask for the right to " + right;
            case HttpURLConnection.HTTP_NOT_FOUND ->
                "install the CRDs of databasesync there, or check KUBECONFIG; it may be gone by now";
            case HttpURLConnection.HTTP_CONFLICT -> "somebody changed it meanwhile; look at it again, then repeat";
            case INVALID -> "a rule forbids it; look at it again";
            default -> "check KUBECONFIG, and that the cluster is up";
        };
    }
}
