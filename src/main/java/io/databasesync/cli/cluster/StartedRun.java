package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.cli.terminal.Output;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cluster.Runs;
import io.databasesync.sync.Operation;
import io.fabric8.kubernetes.client.KubernetesClient;
import picocli.CommandLine.Option;

/// Starts a run on a cluster, and follows it.
final class StartedRun {
    @Option(names = "--no-wait", description = "Print the name of the run and end.")
    private boolean noWait;

    /// What to start.
    record Wanted(String sync, Operation operation) {}

    int start(Wanted wanted, ClusterOptions options, ClusterClients clients, Output output, TerminalCommand command) {
        try (KubernetesClient client = options.client(clients)) {
            RunOutput printed = new RunOutput(output, client.getKubernetesSerialization(), command);
            Runs runs = new Runs(client, options.namespace(client));
            DatabaseSyncRun run =
                    runs.start(wanted.sync(), wanted.operation(), System.getProperty("user.name", "unknown"));
            if (noWait) {
                printed.started(run);
                return 0;
            }
            String name = run.getMetadata().getName();
            command.err().println("Started run %s.".formatted(name));
            return new RunFollower(client, options.namespace(client), command, printed).follow(name);
        }
    }
}
