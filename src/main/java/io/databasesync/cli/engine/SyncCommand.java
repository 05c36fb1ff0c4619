package io.databasesync.cli.engine;

import io.databasesync.cli.options.SyncOptions;
import io.databasesync.cli.outcome.OutcomeReport;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.PlanPrinter;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.engine.Attempts;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import picocli.CommandLine.UnmatchedArgumentException;

/// `dbsync sync`: one run from a terminal, or from a script.
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Replaces the selected tables of one database with those of the other.",
            "",
            "The databases come from LOCAL_DATABASE_URI and REMOTE_DATABASE_URI, in the environment or in a file .env"
                    + " in the current directory: postgresql://user:password@host:5432/database"
        },
        footer = {"", TerminalCommand.EXIT_CODES})
final class SyncCommand extends EngineCommand {
    private static final Set<String> OF_CLUSTER = Set.of("-n", "--namespace", "--context", "--no-wait");

    @Mixin
    private final SyncOptions options = new SyncOptions();

    @Option(names = "--dry-run", description = "Show the plan and write nothing. The same as dbsync plan.")
    private boolean dryRun;

    @Option(
            names = "--skip-confirm",
            description = "Do not ask before replacing tables. Required if nobody is at the terminal.")
    private boolean skipConfirm;

    @Option(
            names = "--approved-plan",
            paramLabel = "HASH",
            description =
                    "The hash of a plan, or at least its first 12 digits. The sync does exactly that plan, or nothing.")
    private @Nullable String approvedPlan;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            description = "How often to try, the first time included, if the sync loses a database (default: 3)."
                    + " Tables that are copied and still equal are kept.")
    private @Nullable Integer attempts;

    /// A name, or options of a cluster: `dbsync plan` takes them, so a person tries them here.
    @Unmatched
    private final List<String> unknown = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    SyncCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    public Integer call() {
        refuseUnknown();
        SyncRequest request = wanted();
        if (!dryRun && !skipConfirm && !terminal().interactive()) {
            throw SyncException.of(
                    Reason.NotConfirmed,
                    "terminal",
                    "the terminal is not interactive, so nobody can confirm that tables are replaced",
                    Fix.advice("add --skip-confirm, or --dry-run"));
        }
        if (dryRun) {
            return cancellable(() -> report().print(plan(request), Operation.Plan));
        }
        return skipConfirm ? cancellable(() -> sync(request)) : asked(request);
    }

    private void refuseUnknown() {
        if (unknown.isEmpty()) {
            return;
        }
        CommandLine command =
                Objects.requireNonNull(spec, "picocli sets the spec").commandLine();
        String name = unknown.getFirst().startsWith("-") ? "NAME" : unknown.getFirst();
        if (!name.equals("NAME") || OF_CLUSTER.contains(name(unknown.getFirst()))) {
            throw new ParameterException(
                    command,
                    "sync is for the databases of this terminal; to start a run of a DatabaseSync of a cluster: dbsync run "
                            + name);
        }
        throw new UnmatchedArgumentException(command, unknown);
    }

    /// `--namespace=knowledge` without its value.
    private static String name(String option) {
        return option.replaceFirst("=.*", "");
    }

    private SyncRequest wanted() {
        SyncRequest wanted = here(() -> options.request(invocation(), Operation.Sync));
        return wanted.with(request -> {
            if (approvedPlan != null) {
                request.approvedPlan(approvedPlan);
            }
            if (attempts != null) {
                request.attempts(attempts);
            }
        });
    }

    /// No run is active while the person is asked: a signal then ends the process at once.
    private int asked(SyncRequest request) {
        AtomicReference<@Nullable Plan> shown = new AtomicReference<>();
        int code = cancellable(() -> show(request, shown));
        Plan plan = shown.get();
        if (plan == null) {
            return code;
        }
        if (!confirmed(plan)) {
            err().println("dbsync: not confirmed; nothing was changed.");
            return Reason.Cancelled.exitCode();
        }
        SyncRequest agreed = approvedPlan == null ? request.withApprovedPlan(plan.hash()) : request;
        return cancellable(() -> sync(agreed));
    }

    private int show(SyncRequest request, AtomicReference<@Nullable Plan> shown) {
        SyncOutcome planned = plan(request);
        if (!(planned instanceof SyncOutcome.Planned(Plan plan))
                || plan.blocked().isPresent()) {
            return report().print(planned, Operation.Sync);
        }
        shown.set(plan);
        return new OutcomeReport(screen(), err()).print(planned, Operation.Sync);
    }

    private SyncOutcome plan(SyncRequest request) {
        return quietly(request.withOperation(Operation.Plan));
    }

    private int sync(SyncRequest request) {
        return report().print(onScreen(new Attempts(invocation().engine()), request), Operation.Sync);
    }

    private boolean confirmed(Plan plan) {
        return terminal().agreed(screen(), "%n%s%nContinue?".formatted(PlanPrinter.replaces(plan)));
    }
}
