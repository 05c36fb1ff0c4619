package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.cli.live.Screen;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cluster.Runs;
import io.databasesync.sync.Phase;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;

/// Shows the progress of a run on a cluster until it has ended, or waits for a person.
final class RunFollower {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Runs runs;
    private final RunEvents events;
    private final TerminalCommand command;
    private final RunOutput output;

    RunFollower(KubernetesClient client, String namespace, TerminalCommand command, RunOutput output) {
        this.runs = new Runs(client, namespace);
        this.events = new RunEvents(client, namespace);
        this.command = command;
        this.output = output;
    }

    /// @return the exit code of the run
    int follow(String name) {
        return output.ended(shown(name));
    }

    private DatabaseSyncRun shown(String name) {
        try (Screen screen = Screen.of(command.terminal(), command.err())) {
            for (DatabaseSyncRun run = runs.get(name); ; run = look(name)) {
                screen.entered(RunProgress.phases(run));
                screen.news(events.of(run));
                screen.sink().report(RunProgress.of(run));
                DatabaseSyncRunStatus status = run.getStatus();
                if (status != null && (status.settled() || status.phase() == Phase.AwaitingApproval)) {
                    return run;
                }
            }
        }
    }

    private DatabaseSyncRun look(String name) {
        return runs.await(name, BETWEEN_LOOKS).orElseGet(() -> runs.get(name));
    }
}
