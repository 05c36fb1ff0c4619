package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.cluster.Syncs;
import io.fabric8.kubernetes.client.KubernetesClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `dbsync resume`: lets a suspended sync start runs again.
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lets a suspended DatabaseSync start runs again.",
        footer = {"", TerminalCommand.EXIT_CODES})
final class ResumeCommand extends ObjectCommand {
    @Parameters(paramLabel = "SYNC", description = "The DatabaseSync.")
    private String sync = "";

    ResumeCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    @Override
    int call(KubernetesClient client, String place) {
        DatabaseSync changed = new Syncs(client, place).suspend(sync, false);
        done(
                "Resumed DatabaseSync %s/%s.".formatted(place, sync),
                changed,
                Fields.now().syncs(),
                client);
        return 0;
    }
}
