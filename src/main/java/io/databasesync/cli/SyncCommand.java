package io.databasesync.cli;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Operation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncPlan;
import io.databasesync.sync.SyncRequest;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `dbsync sync`: one run from a terminal, or from a script.
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Replaces the selected tables of one database with those of the other.",
            "",
            "The databases come from LOCAL_DATABASE_URI and REMOTE_DATABASE_URI, in the environment or in a file .env"
                    + " in this directory: postgresql://user:password@host:5432/database"
        },
        footer = {"", Main.EXIT_CODES})
final class SyncCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> YES = Set.of("y", "yes");

    private final Invocation invocation;
    private final Cancellation cancellation = new Cancellation();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final SyncOptions options = new SyncOptions();

    @Option(names = "--dry-run", description = "Say what would be done; write nothing.")
    private boolean dryRun;

    @Option(names = "--skip-confirm", description = "Do not ask before replacing tables.")
    private boolean skipConfirm;

    SyncCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        SyncRequest request = options.request(invocation);
        if (!dryRun && !skipConfirm && !invocation.terminal().interactive()) {
            throw new SyncException(
                    Reason.InvalidSpec,
                    "nobody is there to confirm that tables are replaced; add --skip-confirm, or --dry-run");
        }
        return ShutdownHook.during(() -> run(request), cancellation::request, PATIENCE, Reason.Cancelled.exitCode());
    }

    private int run(SyncRequest request) {
        if (skipConfirm && !dryRun) {
            return report(runEngine(request, Operation.Sync), request);
        }
        SyncOutcome planned = runEngine(request, Operation.Plan);
        int code = report(planned, request);
        if (dryRun || !(planned instanceof SyncOutcome.Planned(SyncPlan plan))) {
            return code;
        }
        if (!confirmed(plan, request)) {
            err().println("dbsync: not confirmed; nothing was changed.");
            return Reason.Cancelled.exitCode();
        }
        return report(runEngine(request, Operation.Sync), request);
    }

    private SyncOutcome runEngine(SyncRequest request, Operation operation) {
        SyncRequest asked = new SyncRequest(
                request.syncId(),
                operation,
                request.direction(),
                request.source(),
                request.target(),
                request.tables(),
                request.parallelism(),
                request.safety(),
                request.requestedBy());
        if (operation == Operation.Plan) {
            return invocation.engine().run(asked, ProgressSink.NONE, cancellation);
        }
        try (Screen screen = Screen.of(invocation.terminal(), err())) {
            return invocation.engine().run(asked, screen.sink(), cancellation);
        }
    }

    private int report(SyncOutcome outcome, SyncRequest request) {
        return switch (outcome) {
            case SyncOutcome.Planned(var plan) -> {
                out().println(PlanText.of(plan, request.direction()));
                out().flush();
                yield 0;
            }
            case SyncOutcome.Synced synced -> {
                out().println(OutcomeText.synced(synced));
                yield 0;
            }
            case SyncOutcome.RolledBack(var phase, var cause) -> {
                err().println(OutcomeText.rolledBack(phase, cause));
                yield cause.reason().exitCode();
            }
            case SyncOutcome.Stuck(var phase, var cause, var cleanup) -> {
                err().println(OutcomeText.stuck(phase, cause, cleanup));
                yield cause.reason().exitCode();
            }
        };
    }

    private boolean confirmed(SyncPlan plan, SyncRequest request) {
        out().printf("%n%s%nContinue? [y/N] ", PlanText.replaces(plan, request.direction()));
        out().flush();
        Optional<String> answer = invocation.terminal().answers().get();
        return answer.map(a -> a.strip().toLowerCase(Locale.ROOT))
                .filter(YES::contains)
                .isPresent();
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
