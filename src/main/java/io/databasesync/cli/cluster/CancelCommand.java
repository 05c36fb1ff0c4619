package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSyncRun;
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
final class CancelCommand extends ObjectCommand {
    @Parameters(paramLabel = "RUN", description = "The DatabaseSyncRun.")
    private String run = "";

    CancelCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    @Override
    int call(KubernetesClient client, String place) {
        DatabaseSyncRun asked = new Runs(client, place).cancel(run);
        done(
                "Asked run %s/%s to stop.".formatted(place, run),
                asked,
                Fields.now().runs(),
                client);
        return 0;
    }
}
