package io.databasesync.cli.cluster;

import io.databasesync.cli.terminal.Invocation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import picocli.CommandLine.Option;

/// The common part of commands that list objects of a cluster.
abstract class ListCommand extends ObjectCommand {
    @Option(
            names = {"-A", "--all-namespaces"},
            description = "All namespaces.")
    private boolean everywhere;

    ListCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    boolean everywhere() {
        return everywhere;
    }

    <T extends HasMetadata> void print(Listing<T> listing, List<T> objects, KubernetesClient client) {
        if (objects.isEmpty() && format().table()) {
            err().println("dbsync: nothing found");
            return;
        }
        Listing<T> shown = everywhere ? listing.withNamespace() : listing;
        out().print(shown.text(objects, format(), client.getKubernetesSerialization()));
    }
}
