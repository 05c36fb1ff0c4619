package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.cluster.Syncs;
import io.fabric8.kubernetes.client.KubernetesClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `dbsync suspend`: keeps a sync from starting runs.
@Command(
        name = "suspend",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Keeps a DatabaseSync from starting runs by itself. A run under way continues.",
        footer = {"", TerminalCommand.EXIT_CODES})
final class SuspendCommand extends ObjectCommand {
    @Parameters(paramLabel = "SYNC", description = "The DatabaseSync.")
    private String sync = "";

    SuspendCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    @Override
    int call(KubernetesClient client, String place) {
        DatabaseSync changed = new Syncs(client, place).suspend(sync, true);
        done(
                "Suspended DatabaseSync %s/%s.".formatted(place, sync),
                changed,
                Fields.now().syncs(),
                client);
        return 0;
    }
}
