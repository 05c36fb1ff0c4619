package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.cluster.Runs;
import io.databasesync.cluster.Syncs;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `dbsync runs`: the runs of a cluster.
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the DatabaseSyncRuns of a namespace, newest first.",
        footer = {"", TerminalCommand.EXIT_CODES})
final class RunsCommand extends ListCommand {
    @Parameters(arity = "0..1", paramLabel = "SYNC", description = "Only the runs of this DatabaseSync.")
    private @Nullable String sync;

    RunsCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    @Override
    int call(KubernetesClient client, String place) {
        List<DatabaseSyncRun> all = everywhere() ? Runs.everywhere(client) : new Runs(client, place).list();
        List<DatabaseSyncRun> wanted = all.stream()
                .filter(run -> sync == null || run.getSpec().syncRef().equals(sync))
                .toList();
        if (sync != null && wanted.isEmpty()) {
            refuseUnknown(client, place, sync);
        }
        print(Fields.now().runs(), wanted, client);
        return 0;
    }

    private void refuseUnknown(KubernetesClient client, String place, String name) {
        if (everywhere()) {
            Syncs.refuseUnknown(client, name);
        } else {
            new Syncs(client, place).get(name);
        }
    }
}
