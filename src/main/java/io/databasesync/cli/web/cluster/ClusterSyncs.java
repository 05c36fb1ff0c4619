package io.databasesync.cli.web.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.cluster.Runs;
import io.databasesync.cluster.Syncs;
import io.databasesync.cluster.Traces;
import io.databasesync.text.Display;
import io.databasesync.web.api.Pages;
import io.databasesync.web.api.PastRun;
import io.databasesync.web.api.SyncView;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The syncs of a cluster, with the client of one caller.
///
/// @param client with the token of the caller
record ClusterSyncs(KubernetesClient client) {
    DatabaseSync found(String namespace, String name) {
        return Asking.during(() -> new Syncs(client, namespace).get(name));
    }

    Pages.History history(String namespace, String name) {
        DatabaseSync sync = found(namespace, name);
        Map<String, PastRun> history = new LinkedHashMap<>();
        Asking.during(() -> new Runs(client, namespace).list(name)).stream()
                .filter(DatabaseSyncRun::settled)
                .map(RunViews::of)
                .forEach(run -> history.put(run.name(), PastRun.of(run)));
        DatabaseSyncStatus status = Objects.requireNonNullElse(sync.getStatus(), DatabaseSyncStatus.NONE);
        status.history().forEach(run -> history.putIfAbsent(run.name(), RunViews.past(run)));
        return new Pages.History(history.values().stream()
                .sorted((left, right) -> ended(right).compareTo(ended(left)))
                .toList());
    }

    private static Instant ended(PastRun run) {
        return Objects.requireNonNullElse(run.finishedAt(), Instant.EPOCH);
    }

    Pages.Events events(String namespace, String name) {
        return new Pages.Events(Asking.during(() -> new Traces(client, namespace).events(name)).stream()
                .map(event -> new Pages.Event(
                        Traces.time(event),
                        Objects.toString(event.getType(), "Normal"),
                        Display.printable(Objects.toString(event.getReason(), "")),
                        event.getInvolvedObject().getKind() + "/"
                                + event.getInvolvedObject().getName(),
                        Display.printable(Objects.toString(event.getMessage(), "")),
                        event.getCount()))
                .toList());
    }

    SyncView suspend(String namespace, String name, boolean suspend, @Nullable String version) {
        DatabaseSync sync = asSeen(namespace, name, version);
        return SyncViews.of(Versions.exactly(version, () -> {
            Syncs syncs = new Syncs(client, namespace);
            syncs.suspend(sync, suspend, version);
            return syncs.get(name);
        }));
    }

    SyncView repin(String namespace, String name, @Nullable String version) {
        DatabaseSync sync = asSeen(namespace, name, version);
        return SyncViews.of(Versions.exactly(version, () -> {
            Syncs syncs = new Syncs(client, namespace);
            syncs.repin(sync, version);
            return syncs.get(name);
        }));
    }

    private DatabaseSync asSeen(String namespace, String name, @Nullable String version) {
        DatabaseSync sync = found(namespace, name);
        Versions.check(version, sync.getMetadata().getResourceVersion());
        return sync;
    }
}
