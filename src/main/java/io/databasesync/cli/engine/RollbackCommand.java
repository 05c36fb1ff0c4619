package io.databasesync.cli.engine;

import io.databasesync.cli.cluster.ClusterClients;
import io.databasesync.cli.cluster.ClusterTarget;
import io.databasesync.cli.options.TableOptions;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.text.Display;
import java.util.Optional;
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
        footer = {"", TerminalCommand.EXIT_CODES})
final class RollbackCommand extends EngineCommand {
    @Mixin
    private final TableOptions options = new TableOptions();

    @Mixin
    private final ClusterTarget cluster = new ClusterTarget();

    private final ClusterClients clients;

    @Option(
            names = "--skip-confirm",
            description = "Do not ask before replacing tables. Required if nobody is at the terminal.")
    private boolean skipConfirm;

    RollbackCommand(Invocation invocation, ClusterClients clients) {
        super(invocation);
        this.clients = clients;
    }

    @Override
    public Integer call() {
        boolean named = cluster.named();
        Optional<SyncRequest> request =
                named ? Optional.empty() : Optional.of(here(() -> options.request(invocation(), Operation.Rollback)));
        if (!skipConfirm && !terminal().interactive()) {
            throw SyncException.of(
                    Reason.NotConfirmed,
                    "terminal",
                    "the terminal is not interactive, so nobody can confirm that tables are replaced",
                    Fix.advice("add --skip-confirm"));
        }
        if (!skipConfirm && !confirmed(request.map(this::replaces).orElseGet(this::replacesOnCluster))) {
            err().println("dbsync: not confirmed; nothing was changed.");
            return Reason.Cancelled.exitCode();
        }
        return request.map(here -> cancellable(() -> report().print(onScreen(here), here.operation())))
                .orElseGet(() -> cluster.start(clients, Operation.Rollback, output(), this));
    }

    private String replaces(SyncRequest request) {
        return "This REPLACES tables in the %s database %s with those that the newest sync of them replaced."
                .formatted(request.direction().targetSide(), request.target());
    }

    private String replacesOnCluster() {
        return "This REPLACES tables in the target of DatabaseSync %s with those that its newest sync replaced."
                .formatted(cluster.sync());
    }

    private boolean confirmed(String replaces) {
        return terminal().agreed(screen(), "%s%nContinue?".formatted(Display.printable(replaces)));
    }
}
