package io.databasesync.cli;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the commands have in common that change one object on a cluster: where it is, and who is asked.
abstract class ClusterCommand extends TerminalCommand {
    private final Supplier<KubernetesClient> cluster;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Its namespace. Default: the one of the kubeconfig.")
    private @Nullable String namespace;

    @Option(names = "--skip-confirm", description = "Do not ask.")
    private boolean skipConfirm;

    ClusterCommand(Invocation invocation, Supplier<KubernetesClient> cluster) {
        super(invocation);
        this.cluster = cluster;
    }

    @Override
    public final Integer call() {
        try (KubernetesClient client = cluster.get()) {
            String here = Objects.requireNonNullElse(client.getNamespace(), "default");
            return call(client, Objects.requireNonNullElse(namespace, here));
        }
    }

    abstract int call(KubernetesClient client, String place);

    /// Whether a person is asked.
    ///
    /// @param otherwise the options that say yes where nobody is
    /// @throws SyncException `NotConfirmed`, if somebody has to be asked and nobody is there
    boolean asks(String otherwise) {
        if (!skipConfirm && !terminal().interactive()) {
            throw new SyncException(Reason.NotConfirmed, "nobody is there to confirm; add " + otherwise);
        }
        return !skipConfirm;
    }
}
