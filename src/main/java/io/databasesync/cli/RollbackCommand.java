package io.databasesync.cli;

import io.databasesync.progress.Display;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `dbsync rollback`: undoes the newest sync of some tables.
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Puts the tables back in place that the newest sync of the selected tables replaced.",
            "",
            "They are there for as long as safety.keepPrevious keeps them. What is in place now is kept in their stead,"
                    + " so that another rollback brings it back. Only the target of the direction is connected to."
        },
        footer = {"", Main.EXIT_CODES})
final class RollbackCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Invocation invocation;
    private final Cancellation cancellation = new Cancellation();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(names = "--skip-confirm", description = "Do not ask before replacing tables.")
    private boolean skipConfirm;

    RollbackCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        SyncRequest request = options.request(invocation, Operation.Rollback);
        if (!skipConfirm && !invocation.terminal().interactive()) {
            throw new SyncException(
                    Reason.InvalidSpec, "nobody is there to confirm that tables are replaced; add --skip-confirm");
        }
        if (!skipConfirm && !confirmed(request)) {
            err().println("dbsync: not confirmed; nothing was changed.");
            return Reason.Cancelled.exitCode();
        }
        return ShutdownHook.during(() -> run(request), cancellation::request, PATIENCE, Reason.Cancelled.exitCode());
    }

    private int run(SyncRequest request) {
        return new OutcomeReport(out(), err()).print(runEngine(request), request.operation());
    }

    private SyncOutcome runEngine(SyncRequest request) {
        try (Screen screen = Screen.of(invocation.terminal(), err())) {
            return invocation.engine().run(request, screen.sink(), cancellation);
        }
    }

    private boolean confirmed(SyncRequest request) {
        String replaces = "This REPLACES tables in the %s database %s with those that the newest sync of them replaced."
                .formatted(request.direction().targetSide(), request.target());
        return invocation.terminal().agreed(out(), "%s%nContinue?".formatted(Display.text(replaces)));
    }

    private PrintWriter out() {
        return commandLine().getOut();
    }

    private PrintWriter err() {
        return commandLine().getErr();
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a command");
        }
        return spec.commandLine();
    }
}
