package io.databasesync.cli.cluster;

import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import java.util.List;

/// All commands that need a cluster.
public final class ClusterCommands {
    private ClusterCommands() {}

    public static List<TerminalCommand> of(Invocation invocation, ClusterClients clients) {
        return List.of(
                new StatusCommand(invocation, clients),
                new RunsCommand(invocation, clients),
                new RunCommand(invocation, clients),
                new CancelCommand(invocation, clients),
                new ApproveCommand(invocation, clients),
                new SuspendCommand(invocation, clients),
                new ResumeCommand(invocation, clients),
                new RepinCommand(invocation, clients),
                new LogsCommand(invocation, clients),
                new EventsCommand(invocation, clients));
    }
}
