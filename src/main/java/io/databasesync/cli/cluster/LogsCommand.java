package io.databasesync.cli.cluster;

import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.cluster.Traces;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.client.KubernetesClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `dbsync logs`: the log of a run on a cluster.
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prints the log of a DatabaseSyncRun: the one of its newest pod.",
        footer = {"", TerminalCommand.EXIT_CODES})
final class LogsCommand extends ClusterCommand {
    @Parameters(paramLabel = "RUN", description = "The DatabaseSyncRun.")
    private String run = "";

    LogsCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    @Override
    int call(KubernetesClient client, String place) {
        out().print(Display.text(new Traces(client, place).log(run)));
        return 0;
    }
}
