package io.databasesync.dashboard;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Endpoint;
import io.databasesync.cli.web.cluster.Callers;
import io.databasesync.cli.web.cluster.ClusterAccess;
import io.databasesync.cli.web.cluster.ClusterWatch;
import io.databasesync.sync.Direction;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.kubernetes.Persons;
import io.databasesync.web.Board;
import io.databasesync.web.WebServer;
import io.databasesync.web.WebSettings;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;

/// What `dbsync web --external-url` serves, over an API server in this JVM.
final class ClusterPage implements AutoCloseable {
    final InJvmKubernetes kubernetes = new InJvmKubernetes();
    final Persons persons = new Persons(kubernetes);
    private final Callers callers = new Callers(address());
    private final KubernetesClient reader = kubernetes.newClient();
    private final Board board = new Board();
    private final ClusterWatch watch = new ClusterWatch(reader, Set.of(), board);
    private final WebServer server = new WebServer(
            WebSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ""),
            new ClusterAccess(callers, "test"),
            board);

    private Config address() {
        Config config = Config.empty();
        config.setMasterUrl(persons.url());
        return config;
    }

    String address(String route) {
        return "http://127.0.0.1:%d/%s".formatted(server.port(), route);
    }

    void createSync(String name, Map<String, String> annotations) {
        DatabaseSync sync = new DatabaseSync();
        sync.setMetadata(new ObjectMetaBuilder()
                .withNamespace("team-a")
                .withName(name)
                .withAnnotations(annotations)
                .build());
        sync.setSpec(DatabaseSyncSpec.of(Direction.RemoteToLocal, end("near"), end("far")));
        kubernetes.client().resource(sync).create();
    }

    private static Endpoint end(String host) {
        return new Endpoint(host, null, "app", new Endpoint.CredentialsSecret("s", null, null), null, null, null, null);
    }

    @Override
    public void close() {
        server.close();
        watch.close();
        board.close();
        reader.close();
        callers.close();
        persons.close();
        kubernetes.close();
    }
}
