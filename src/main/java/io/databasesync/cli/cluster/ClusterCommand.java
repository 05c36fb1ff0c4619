package io.databasesync.cli.cluster;

import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.fabric8.kubernetes.client.KubernetesClient;
import picocli.CommandLine.Mixin;

/// The common part of commands that use a cluster.
abstract class ClusterCommand extends TerminalCommand {
    private final ClusterClients clients;

    @Mixin
    private final ClusterOptions options = new ClusterOptions();

    ClusterCommand(Invocation invocation, ClusterClients clients) {
        super(invocation);
        this.clients = clients;
    }

    @Override
    public final Integer call() {
        try (KubernetesClient client = options.client(clients)) {
            int code = call(client, options.namespace(client));
            out().flush();
            return code;
        }
    }

    abstract int call(KubernetesClient client, String place);
}
