package io.databasesync.testing.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/// Repeats an edit of an object that somebody else has changed meanwhile, and leaves one alone that somebody else has
/// deleted, as Kubernetes' own controllers do.
final class Conflicts {
    private static final int MOST = 10;

    private Conflicts() {}

    static void retried(Runnable edit) {
        for (int attempt = 1; ; attempt++) {
            try {
                edit.run();
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                    return;
                }
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == MOST) {
                    throw e;
                }
            }
        }
    }
}
