package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.RunResult;
import io.databasesync.cli.live.Screen;
import io.databasesync.cli.terminal.PlanPrinter;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cluster.Runs;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.text.Display;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Shows the progress of a run on a cluster until it has ended, or waits for a person.
final class RunFollower {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Runs runs;
    private final TerminalCommand command;

    RunFollower(Runs runs, TerminalCommand command) {
        this.runs = runs;
        this.command = command;
    }

    /// @return the exit code of the run
    int follow(String name) {
        DatabaseSyncRunStatus status = shown(name);
        if (status.plan() != null && status.phase() == Phase.AwaitingApproval) {
            command.out().println(PlanPrinter.of(status.plan()));
            command.err().println("dbsync: the plan waits for a person; approve it with: dbsync approve " + name);
            return Reason.NotApproved.exitCode();
        }
        return ended(name, status);
    }

    private DatabaseSyncRunStatus shown(String name) {
        try (Screen screen = Screen.of(command.terminal(), command.err())) {
            for (DatabaseSyncRun run = runs.get(name); ; run = look(name)) {
                screen.sink().report(RunProgress.of(run));
                DatabaseSyncRunStatus status = run.getStatus();
                if (status != null && (status.settled() || status.phase() == Phase.AwaitingApproval)) {
                    return status;
                }
            }
        }
    }

    private DatabaseSyncRun look(String name) {
        return runs.await(name, BETWEEN_LOOKS).orElseGet(() -> runs.get(name));
    }

    private int ended(String name, DatabaseSyncRunStatus status) {
        if (status.plan() != null && status.rows() == null) {
            command.out().println(PlanPrinter.of(status.plan()));
        }
        boolean succeeded = status.result() == RunResult.Succeeded;
        String text = Display.text("run %s: %s%s"
                .formatted(name, status.result(), status.message() == null ? "" : ". " + status.message()));
        (succeeded ? command.out() : command.err()).println(text);
        command.out().flush();
        return succeeded ? 0 : exitCode(status.reason());
    }

    private static int exitCode(@Nullable String reason) {
        return Arrays.stream(Reason.values())
                .filter(known -> Objects.equals(known.name(), reason))
                .findFirst()
                .orElse(Reason.ConnectionLost)
                .exitCode();
    }
}
