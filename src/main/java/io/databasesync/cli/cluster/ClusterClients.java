package io.databasesync.cli.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/// Makes the client of a command that uses a cluster.
@FunctionalInterface
public interface ClusterClients {
    /// @param context of the kubeconfig; null for the current one
    KubernetesClient of(@Nullable String context);
}
