package io.databasesync.cli;

import io.databasesync.sync.Fix;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.text.Display;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dbsync rollback`: undoes the newest sync of some tables.
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Puts back the tables that the newest sync of the selected tables replaced.",
            "",
            "safety.keepPrevious says how long they are kept. The tables that are in place now are kept in exchange:"
                    + " another rollback brings them back. dbsync connects to the target only."
        },
        footer = {"", Main.EXIT_CODES})
final class RollbackCommand extends EngineCommand {
    @Mixin
    private final TableOptions options = new TableOptions();

    @Mixin
    private final Output output = new Output();

    @Option(
            names = "--skip-confirm",
            description = "Do not ask before replacing tables. Required if nobody is at the terminal.")
    private boolean skipConfirm;

    RollbackCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    public Integer call() {
        SyncRequest request = options.request(invocation(), Operation.Rollback);
        if (!skipConfirm && !terminal().interactive()) {
            throw SyncException.of(
                    Reason.NotConfirmed,
                    "terminal",
                    "the terminal is not interactive, so nobody can confirm that tables are replaced",
                    Fix.advice("add --skip-confirm"));
        }
        if (!skipConfirm && !confirmed(request)) {
            err().println("dbsync: not confirmed; nothing was changed.");
            return Reason.Cancelled.exitCode();
        }
        return cancellable(() -> report(output.json()).print(onScreen(request), request.operation()));
    }

    private boolean confirmed(SyncRequest request) {
        String replaces = "This REPLACES tables in the %s database %s with those that the newest sync of them replaced."
                .formatted(request.direction().targetSide(), request.target());
        return terminal().agreed(output.json() ? err() : out(), "%s%nContinue?".formatted(Display.text(replaces)));
    }
}
