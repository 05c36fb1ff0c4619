package io.databasesync.cli;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Operation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `dbsync plan`: what a sync would do.
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Says what dbsync sync would do with the same options, and all that keeps it from doing so; writes nothing"
                    + " on either side.",
            "",
            "The databases come from LOCAL_DATABASE_URI and REMOTE_DATABASE_URI, as for dbsync sync. The exit code is"
                    + " that of the first blocker, if there is one."
        },
        footer = {"", Main.EXIT_CODES})
final class PlanCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Invocation invocation;
    private final Cancellation cancellation = new Cancellation();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final MethodOptions options = new MethodOptions();

    @Mixin
    private final Output output = new Output();

    PlanCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        SyncRequest request = options.request(invocation).withOperation(Operation.Plan);
        return ShutdownHook.during(() -> run(request), cancellation::request, PATIENCE, Reason.Cancelled.exitCode());
    }

    private int run(SyncRequest request) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a command");
        }
        OutcomeReport report = new OutcomeReport(
                spec.commandLine().getOut(), spec.commandLine().getErr(), output.json());
        return report.print(invocation.engine().run(request, ProgressSink.NONE, cancellation), Operation.Plan);
    }
}
