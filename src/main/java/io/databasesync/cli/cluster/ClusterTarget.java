package io.databasesync.cli.cluster;

import io.databasesync.cli.terminal.Output;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.sync.Operation;
import picocli.CommandLine.Mixin;

/// The same choice, for a command that starts a run of the named sync.
public final class ClusterTarget extends ClusterName {
    @Mixin
    private final StartedRun started = new StartedRun();

    /// Starts a run of the named sync.
    ///
    /// @return the exit code
    public int start(ClusterClients clients, Operation operation, Output output, TerminalCommand command) {
        return started.start(new StartedRun.Wanted(sync(), operation), options(), clients, output, command);
    }
}
