package io.databasesync.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncStatus;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Every status of a sync that the API server told of, in that order.
final class SyncHistory implements Watcher<DatabaseSync> {
    private final List<DatabaseSyncStatus> seen = new ArrayList<>();
    private boolean forgetting;

    @Override
    public synchronized void eventReceived(Action action, DatabaseSync sync) {
        DatabaseSyncStatus status = sync.getStatus();
        if (status == null || (forgetting && status.activeRun() == null)) {
            return;
        }
        forgetting = false;
        seen.add(status);
    }

    @Override
    public void onClose(WatcherException cause) {}

    /// Each phase once for every time it was entered.
    synchronized List<String> phases() {
        List<String> phases = new ArrayList<>();
        for (DatabaseSyncStatus status : seen) {
            String phase = status.phase(); // absent until an operator has seen the sync
            if (phase != null && (phases.isEmpty() || !phases.getLast().equals(phase))) {
                phases.add(phase);
            }
        }
        return phases;
    }

    synchronized List<Integer> percents() {
        return seen.stream()
                .map(DatabaseSyncStatus::percent)
                .filter(Objects::nonNull)
                .toList();
    }

    /// Leaves out the runs before the one that comes next, and how the last of them ended.
    synchronized void forget() {
        seen.clear();
        forgetting = true;
    }
}
