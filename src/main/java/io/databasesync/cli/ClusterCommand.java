package io.databasesync.cli;

import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The common part of commands that change one object on a cluster: its namespace, and the confirmation.
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

    /// Whether the command asks a person for confirmation.
    ///
    /// @param otherwise the options that confirm without a terminal
    /// @throws SyncException `NotConfirmed`, if confirmation is needed and the terminal is not interactive
    boolean asks(String otherwise) {
        if (!skipConfirm && !terminal().interactive()) {
            throw SyncException.of(
                    Reason.NotConfirmed,
                    "terminal",
                    "the terminal is not interactive, so nobody can confirm",
                    Fix.advice("add " + otherwise));
        }
        return !skipConfirm;
    }
}
