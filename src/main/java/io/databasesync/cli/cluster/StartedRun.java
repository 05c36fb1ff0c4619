package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cluster.Runs;
import io.databasesync.sync.Operation;
import io.fabric8.kubernetes.client.KubernetesClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Starts a run on a cluster, and follows it.
final class StartedRun {
    @Mixin
    private final ClusterOptions options = new ClusterOptions();

    @Option(names = "--no-wait", description = "Print the name of the run and end.")
    private boolean noWait;

    int start(ClusterClients clients, String sync, Operation operation, TerminalCommand command) {
        try (KubernetesClient client = options.client(clients)) {
            Runs runs = new Runs(client, options.namespace(client));
            DatabaseSyncRun run = runs.start(sync, operation, System.getProperty("user.name", "unknown"));
            String name = run.getMetadata().getName();
            if (noWait) {
                command.out().println(name);
                return 0;
            }
            command.err().println("Started run %s.".formatted(name));
            return new RunFollower(runs, command).follow(name);
        }
    }
}
