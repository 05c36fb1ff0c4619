package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.cluster.Runs;
import io.databasesync.cluster.Syncs;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `dbsync history`: how the runs of a sync ended.
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the runs of a DatabaseSync that have ended, newest first.",
        footer = {"", TerminalCommand.EXIT_CODES})
final class HistoryCommand extends ListCommand {
    @Parameters(paramLabel = "SYNC", description = "The DatabaseSync.")
    private String sync = "";

    HistoryCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    @Override
    int call(KubernetesClient client, String place) {
        refuseIf(everywhere(), "a name is of one namespace; leave out --all-namespaces");
        new Syncs(client, place).get(sync);
        List<DatabaseSyncRun> ended = new Runs(client, place)
                .list(sync).stream()
                        .filter(run ->
                                run.getStatus() != null && run.getStatus().settled())
                        .toList();
        print(new Fields(InstantSource.system()).history(), ended, client);
        return 0;
    }
}
