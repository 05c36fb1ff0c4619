package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.cluster.Traces;
import io.databasesync.sync.SyncException;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The last events of a run and its pods, looked up now and then. A person who may not read events sees none.
final class RunEvents {
    private static final long BETWEEN_LOOKS = Duration.ofSeconds(3).toNanos();
    private static final int SHOWN = 3;
    /// The line after the progress says them.
    private static final Set<String> ENDS = Set.of("RunSucceeded", "RunFailed", "RunCancelled");

    private final Traces traces;
    private List<String> last = List.of();
    private long lookedAt = System.nanoTime() - BETWEEN_LOOKS;
    private boolean allowed = true;

    RunEvents(KubernetesClient client, String namespace) {
        traces = new Traces(client, namespace);
    }

    List<String> of(DatabaseSyncRun run) {
        boolean ended = run.settled();
        if (allowed && (ended || System.nanoTime() - lookedAt >= BETWEEN_LOOKS)) {
            lookedAt = System.nanoTime();
            last = look(run);
        }
        return last;
    }

    private List<String> look(DatabaseSyncRun run) {
        try {
            List<String> all = traces.eventsOf(run).stream()
                    .filter(event -> !ENDS.contains(String.valueOf(event.getReason())))
                    .map(event -> "%s %s: %s".formatted(Traces.second(event), event.getReason(), event.getMessage()))
                    .map(line -> Display.printable(line).replace('\n', ' '))
                    .distinct()
                    .toList();
            return all.subList(Math.max(0, all.size() - SHOWN), all.size());
        } catch (SyncException _) { // the progress is worth more than its events
            allowed = false;
            return List.of();
        }
    }
}
