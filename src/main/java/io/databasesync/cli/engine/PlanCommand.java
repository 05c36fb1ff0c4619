package io.databasesync.cli.engine;

import io.databasesync.cli.cluster.ClusterClients;
import io.databasesync.cli.cluster.ClusterTarget;
import io.databasesync.cli.options.SyncOptions;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dbsync plan`: shows what a sync would do.
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Shows what dbsync sync would do with the same options, and everything that blocks it. Writes to neither"
                    + " database.",
            "",
            "The databases come from LOCAL_DATABASE_URI and REMOTE_DATABASE_URI, as for dbsync sync. If"
                    + " something blocks the sync, the exit code is the one that the sync would end with."
        },
        footer = {"", TerminalCommand.EXIT_CODES})
final class PlanCommand extends EngineCommand {
    @Mixin
    private final SyncOptions options = new SyncOptions();

    @Mixin
    private final ClusterTarget cluster = new ClusterTarget();

    private final ClusterClients clients;

    PlanCommand(Invocation invocation, ClusterClients clients) {
        super(invocation);
        this.clients = clients;
    }

    @Override
    public Integer call() {
        if (cluster.named()) {
            return cluster.start(clients, Operation.Plan, output(), this);
        }
        SyncRequest request = here(() -> options.request(invocation(), Operation.Plan));
        return cancellable(() -> report().print(quietly(request), Operation.Plan));
    }
}
