package io.databasesync.cli.process;

import io.databasesync.cli.cluster.ClusterClients;
import io.databasesync.cli.terminal.Invocation;
import java.util.List;
import java.util.concurrent.Callable;

/// All commands that pods run.
public final class ProcessCommands {
    private ProcessCommands() {}

    /// @param clients makes the client of `dbsync web` with a kubeconfig
    public static List<Callable<Integer>> of(Invocation invocation, ClusterClients clients) {
        return List.of(
                new OperatorCommand(invocation), new WorkerCommand(invocation), new WebCommand(invocation, clients));
    }
}
