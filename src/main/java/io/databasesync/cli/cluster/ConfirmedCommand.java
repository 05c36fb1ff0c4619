package io.databasesync.cli.cluster;

import io.databasesync.cli.terminal.Invocation;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import picocli.CommandLine.Option;

/// The common part of commands that ask a person before they change an object on a cluster.
abstract class ConfirmedCommand extends ObjectCommand {
    @Option(names = "--skip-confirm", description = "Do not ask.")
    private boolean skipConfirm;

    ConfirmedCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    /// Whether the command asks a person for confirmation.
    ///
    /// @param otherwise the options that confirm without a terminal
    /// @throws SyncException `NotConfirmed`, if confirmation is needed and the terminal is not interactive
    boolean asks(String otherwise) {
        if (!skipConfirm && !terminal().interactive()) {
            throw SyncException.of(
                    Reason.NotConfirmed,
                    "terminal",
                    "the terminal is not interactive, so nobody can confirm",
                    Fix.advice("add " + otherwise));
        }
        return !skipConfirm;
    }
}
