package io.databasesync.cli.cluster;

import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.cluster.Traces;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.client.KubernetesClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dbsync logs`: the log of a run on a cluster.
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Prints the log of a DatabaseSyncRun: the one of its newest pod.",
            "",
            "With --follow, it prints the log as it is written, pod after pod, until the run has ended."
        },
        footer = {"", TerminalCommand.EXIT_CODES})
final class LogsCommand extends ClusterCommand {
    @Parameters(paramLabel = "RUN", description = "The DatabaseSyncRun.")
    private String run = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Print the log as it is written, until the run has ended.")
    private boolean follow;

    LogsCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    @Override
    int call(KubernetesClient client, String place) {
        Traces traces = new Traces(client, place);
        if (!follow) {
            out().print(Display.printable(traces.log(run)));
            return 0;
        }
        traces.follow(run, line -> {
            out().println(Display.printable(line));
            out().flush();
        });
        return 0;
    }
}
