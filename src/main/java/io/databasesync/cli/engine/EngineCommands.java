package io.databasesync.cli.engine;

import io.databasesync.cli.cluster.ClusterClients;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import java.util.List;

/// All commands that work on the databases of this terminal.
public final class EngineCommands {
    private EngineCommands() {}

    /// @param clients makes the client of a command that is given the name of a sync on a cluster
    public static List<TerminalCommand> of(Invocation invocation, ClusterClients clients) {
        return List.of(
                new SyncCommand(invocation),
                new PlanCommand(invocation, clients),
                new VerifyCommand(invocation, clients),
                new RollbackCommand(invocation, clients),
                new HistoryCommand(invocation, clients));
    }
}
