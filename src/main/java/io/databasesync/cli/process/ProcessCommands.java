package io.databasesync.cli.process;

import io.databasesync.cli.terminal.Invocation;
import java.util.List;
import java.util.concurrent.Callable;

/// All commands that pods run.
public final class ProcessCommands {
    private ProcessCommands() {}

    public static List<Callable<Integer>> of(Invocation invocation) {
        return List.of(new OperatorCommand(invocation), new WorkerCommand(invocation), new WebCommand(invocation));
    }
}
