package io.databasesync.cli.cluster;

import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.Output;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.sync.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `dbsync run`: starts a run of a sync on a cluster.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Starts a run of a DatabaseSync, shows its progress, and ends with its exit code.",
            "",
            "The run goes on if you stop this command; dbsync cancel stops the run."
        },
        footer = {"", TerminalCommand.EXIT_CODES})
final class RunCommand extends TerminalCommand {
    @Parameters(paramLabel = "SYNC", description = "The DatabaseSync.")
    private String sync = "";

    @Mixin
    private final ClusterOptions options = new ClusterOptions();

    @Mixin
    private final StartedRun started = new StartedRun();

    @Mixin
    private final Output output = new Output();

    private final ClusterClients clients;

    RunCommand(Invocation invocation, ClusterClients clients) {
        super(invocation);
        this.clients = clients;
    }

    @Override
    public Integer call() {
        return started.start(new StartedRun.Wanted(sync, Operation.Sync), options, clients, output, this);
    }
}
