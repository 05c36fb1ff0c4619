package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.api.Identity;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.cluster.Syncs;
import io.databasesync.sync.Reason;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `dbsync repin`: lets a sync on a cluster use other databases from now on.
@Command(
        name = "repin",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Lets a DatabaseSync use other databases from now on.",
            "",
            "A sync is held to the databases that its first run reached. A run that finds a different one is refused"
                    + " (IdentityChanged). After a move, or after a restore onto a new server, check where local and"
                    + " remote lead, then run this. The sync is then held to the databases that its next run reaches. If"
                    + " a run was refused, the operator starts another one at once."
        },
        footer = {"", TerminalCommand.EXIT_CODES})
final class RepinCommand extends ConfirmedCommand {
    @Parameters(paramLabel = "SYNC", description = "The DatabaseSync.")
    private String name = "";

    RepinCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    @Override
    int call(KubernetesClient client, String where) {
        Syncs syncs = new Syncs(client, where);
        DatabaseSync sync = syncs.get(name);
        PinnedIdentities pinned = Syncs.pinned(sync);
        screen().println(Display.printable("DatabaseSync %s/%s is held to".formatted(where, name)));
        screen().println("  local   " + text(pinned.local()));
        screen().println("  remote  " + text(pinned.remote()));
        if (asks("--skip-confirm") && !confirmed()) {
            err().println("dbsync: not confirmed; nothing was changed.");
            return Reason.Cancelled.exitCode();
        }
        done(
                "DatabaseSync %s/%s is held to the databases that its next run reaches.".formatted(where, name),
                syncs.repin(sync),
                Fields.now().syncs(),
                client);
        return 0;
    }

    private static String text(@Nullable Identity identity) {
        return identity == null
                ? "nothing yet"
                : Display.printable(identity.value().toString());
    }

    private boolean confirmed() {
        return terminal()
                .agreed(
                        screen(),
                        "From now on it may REPLACE tables in whatever its next run reaches.%nContinue?".formatted());
    }
}
