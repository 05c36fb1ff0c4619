package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.cli.terminal.PastRun;
import io.databasesync.cluster.Syncs;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/// The runs of a sync that have ended, as its status keeps them. A class of its own, because it loads Kubernetes'
/// classes.
public final class SyncHistory {
    private SyncHistory() {}

    /// The newest first.
    public static List<PastRun> of(ClusterName name, ClusterClients clients) {
        try (KubernetesClient client = name.client(clients)) {
            DatabaseSync sync = new Syncs(client, name.namespace(client)).get(name.sync());
            return sync.getStatus() == null
                    ? List.of()
                    : sync.getStatus().history().stream().map(PastRun::of).toList();
        }
    }
}
