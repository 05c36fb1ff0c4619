package io.databasesync.cli;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What the commands have in common that run the engine in this process: where they print, and how they end when the
/// process is told to.
abstract class EngineCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Invocation invocation;
    private final Cancellation cancellation = new Cancellation();

    @Spec
    private @Nullable CommandSpec spec;

    EngineCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    Invocation invocation() {
        return invocation;
    }

    /// Runs the body, and cancels what it runs when a signal arrives.
    int cancellable(IntSupplier body) {
        return ShutdownHook.during(body, cancellation::request, PATIENCE, Reason.Cancelled.exitCode());
    }

    SyncOutcome quietly(SyncRequest request) {
        return invocation.engine().run(request, ProgressSink.NONE, cancellation);
    }

    /// Shows how far it is.
    SyncOutcome onScreen(SyncRequest request) {
        try (Screen screen = Screen.of(invocation.terminal(), err())) {
            return invocation.engine().run(request, screen.sink(), cancellation);
        }
    }

    OutcomeReport report(boolean json) {
        return new OutcomeReport(out(), err(), json);
    }

    PrintWriter out() {
        return commandLine().getOut();
    }

    PrintWriter err() {
        return commandLine().getErr();
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "picocli sets the spec before it calls a command")
                .commandLine();
    }
}
