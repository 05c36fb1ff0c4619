package io.databasesync.cli.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that name a cluster and a namespace.
public final class ClusterOptions {
    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "The namespace. Default: the one of the kubeconfig; for web, all that you may list.")
    private @Nullable String namespace;

    @Option(
            names = "--context",
            paramLabel = "CONTEXT",
            description = "The context of the kubeconfig. Default: the current one.")
    private @Nullable String context;

    /// Whether one of them is set.
    public boolean named() {
        return namespace != null || context != null;
    }

    /// The namespace that a person has typed.
    public @Nullable String namespace() {
        return namespace;
    }

    /// The caller closes it.
    public KubernetesClient client(ClusterClients clients) {
        return clients.of(context);
    }

    String namespace(KubernetesClient client) {
        return Objects.requireNonNullElseGet(
                namespace, () -> Objects.requireNonNullElse(client.getNamespace(), "default"));
    }
}
