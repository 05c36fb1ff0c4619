package io.databasesync.cli.cluster;

import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.cluster.Runs;
import io.fabric8.kubernetes.client.KubernetesClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `dbsync cancel`: stops a run on a cluster.
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Stops a DatabaseSyncRun. The target stays as it was.",
        footer = {"", TerminalCommand.EXIT_CODES})
final class CancelCommand extends ClusterCommand {
    @Parameters(paramLabel = "RUN", description = "The DatabaseSyncRun.")
    private String run = "";

    CancelCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    @Override
    int call(KubernetesClient client, String place) {
        new Runs(client, place).cancel(run);
        out().println("Asked run %s/%s to stop.".formatted(place, run));
        return 0;
    }
}
