package io.databasesync.cli.engine;

import io.databasesync.cli.live.Screen;
import io.databasesync.cli.outcome.OutcomeReport;
import io.databasesync.cli.terminal.Format;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.Output;
import io.databasesync.cli.terminal.ShutdownHook;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;

/// The common part of commands that run the engine in this process: they show its progress, and end on a signal.
abstract class EngineCommand extends TerminalCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Cancellation cancellation = new Cancellation();

    @Mixin
    private final Output output = new Output();

    EngineCommand(Invocation invocation) {
        super(invocation);
    }

    /// Runs the body, and cancels its run when a signal arrives.
    int cancellable(IntSupplier body) {
        return ShutdownHook.during(body, cancellation::request, PATIENCE, Reason.Cancelled.exitCode());
    }

    SyncOutcome quietly(SyncRequest request) {
        return invocation().engine().run(request, ProgressSink.NONE, cancellation);
    }

    /// Runs the request and shows its progress.
    SyncOutcome onScreen(SyncRequest request) {
        return onScreen(invocation().engine(), request);
    }

    /// The same by another runner.
    SyncOutcome onScreen(SyncRunner runner, SyncRequest request) {
        try (Screen screen = Screen.of(terminal(), err())) {
            return runner.run(request, screen.sink(), cancellation);
        }
    }

    final Output output() {
        return output;
    }

    /// A request for the databases of this terminal. Its outcome is no object with a name.
    SyncRequest here(Supplier<SyncRequest> request) {
        refuseIf(
                output.format() == Format.wide || output.format() == Format.name,
                "-o %s shows objects of a cluster; use text, json or yaml".formatted(output.format()));
        return request.get();
    }

    OutcomeReport report() {
        return new OutcomeReport(out(), err(), output.format());
    }

    /// Where to talk to a person.
    PrintWriter screen() {
        return output.structured() ? err() : out();
    }
}
