package io.databasesync.cli.engine;

import io.databasesync.cli.cluster.ClusterClients;
import io.databasesync.cli.cluster.ClusterTarget;
import io.databasesync.cli.options.VerifyOptions;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dbsync verify`: compares the content of both databases.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Compares the selected tables of both databases by checksum. Writes to neither.",
            "",
            "The databases come from LOCAL_DATABASE_URI and REMOTE_DATABASE_URI, as for dbsync sync."
        },
        footer = {"", TerminalCommand.EXIT_CODES})
final class VerifyCommand extends EngineCommand {
    @Mixin
    private final VerifyOptions options = new VerifyOptions();

    @Mixin
    private final ClusterTarget cluster = new ClusterTarget();

    private final ClusterClients clients;

    VerifyCommand(Invocation invocation, ClusterClients clients) {
        super(invocation);
        this.clients = clients;
    }

    @Override
    public Integer call() {
        if (cluster.named()) {
            return cluster.start(clients, Operation.Verify, output(), this);
        }
        SyncRequest request = here(() -> options.request(invocation(), Operation.Verify));
        return cancellable(() -> report().print(onScreen(request), Operation.Verify));
    }
}
