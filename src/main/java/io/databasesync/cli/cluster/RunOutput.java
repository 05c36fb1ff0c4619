package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.RunResult;
import io.databasesync.cli.terminal.Output;
import io.databasesync.cli.terminal.PlanPrinter;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Prints a run of a cluster: as sentences for a person, or the object in the format that is asked for.
record RunOutput(Output output, KubernetesSerialization serialization, TerminalCommand command) {
    /// A run that nobody waits for.
    void started(DatabaseSyncRun run) {
        if (output.structured()) {
            object(run);
            return;
        }
        command.out().println(run.getMetadata().getName());
        command.out().flush();
    }

    /// A run that has ended, or waits for a person.
    ///
    /// @return the exit code of the run
    int ended(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
        String name = run.getMetadata().getName();
        boolean waits = status.phase() == Phase.AwaitingApproval;
        if (output.structured()) {
            object(run);
        } else if (status.plan() != null && (waits || status.rows() == null)) {
            command.out().println(PlanPrinter.of(status.plan()));
        }
        if (waits) {
            command.err().println("dbsync: the plan waits for a person; approve it with: dbsync approve " + name);
            return Reason.NotApproved.exitCode();
        }
        boolean succeeded = status.result() == RunResult.Succeeded;
        String text = Display.printable("run %s: %s%s"
                .formatted(name, status.result(), status.message() == null ? "" : ". " + status.message()));
        (succeeded && !output.structured() ? command.out() : command.err()).println(text);
        command.out().flush();
        return succeeded ? 0 : exitCode(status.reason());
    }

    private void object(DatabaseSyncRun run) {
        command.out().print(Fields.now().runs().one(run, output.format(), serialization));
        command.out().flush();
    }

    private static int exitCode(@Nullable String reason) {
        return Arrays.stream(Reason.values())
                .filter(known -> Objects.equals(known.name(), reason))
                .findFirst()
                .orElse(Reason.ConnectionLost)
                .exitCode();
    }
}
