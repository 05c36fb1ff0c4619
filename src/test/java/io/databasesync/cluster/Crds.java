package io.databasesync.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The resource definitions of this build. They stay in the cluster: other tests may be using them.
final class Crds {
    private Crds() {}

    static void apply(KubernetesClient client) {
        for (String crd : List.of("databasesyncs", "databasesyncruns")) {
            try (InputStream yaml = Files.newInputStream(Path.of("crds", crd + ".databasesync.io.yaml"))) {
                client.load(yaml).forceConflicts().serverSideApply();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
