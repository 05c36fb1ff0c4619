package io.databasesync.cli;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `dbsync verify`: whether both databases hold the same.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Compares the selected tables of both databases by checksum; writes nothing on either side.",
            "",
            "The databases come from LOCAL_DATABASE_URI and REMOTE_DATABASE_URI, as for dbsync sync."
        },
        footer = {"", Main.EXIT_CODES})
final class VerifyCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Invocation invocation;
    private final Cancellation cancellation = new Cancellation();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final SyncOptions options = new SyncOptions();

    VerifyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        SyncRequest request = options.request(invocation).withOperation(Operation.Verify);
        return ShutdownHook.during(() -> run(request), cancellation::request, PATIENCE, Reason.Cancelled.exitCode());
    }

    private int run(SyncRequest request) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a command");
        }
        OutcomeReport report = new OutcomeReport(
                spec.commandLine().getOut(), spec.commandLine().getErr());
        try (Screen screen = Screen.of(invocation.terminal(), report.err())) {
            return report.print(invocation.engine().run(request, screen.sink(), cancellation), request.operation());
        }
    }
}
