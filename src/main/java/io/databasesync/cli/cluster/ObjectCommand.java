package io.databasesync.cli.cluster;

import io.databasesync.cli.terminal.Format;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.Output;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;

/// The common part of commands that show objects of a cluster, or change one.
abstract class ObjectCommand extends ClusterCommand {
    @Mixin
    private final Output output = new Output();

    ObjectCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    final Format format() {
        return output.format();
    }

    /// Where to talk to a person.
    final PrintWriter screen() {
        return output.structured() ? err() : out();
    }

    /// Tells what was done, and prints the object as it is now if a format asks for it.
    <T extends HasMetadata> void done(String sentence, T object, Listing<T> listing, KubernetesClient client) {
        screen().println(sentence);
        if (output.structured()) {
            out().print(listing.one(object, format(), client.getKubernetesSerialization()));
        }
    }
}
