package io.databasesync.cli.web.cluster;

import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Endpoint;
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
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// What `dbsync web --external-url` serves, over an API server in this JVM.
public final class ServedCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public final InJvmKubernetes kubernetes = new InJvmKubernetes();
    public final Persons persons = new Persons(kubernetes);
    private final Callers callers = new Callers(address());
    final ClusterAccess access = new ClusterAccess(callers, "test");
    private final KubernetesClient reader = ClusterWatch.client(behind());
    private final Board board = new Board();
    private final ClusterWatch watch = new ClusterWatch(reader, Set.of(), board);
    private final WebServer server = new WebServer(
            WebSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ""), access, board);

    private Config address() {
        Config config = Config.empty();
        config.setMasterUrl(persons.url());
        return config;
    }

    private Config behind() {
        Config config = Config.empty();
        config.setMasterUrl(kubernetes.url());
        return config;
    }

    /// Waits until the server hears of changes.
    void awaitWatch() {
        await().atMost(PATIENCE).until(() -> watch.trouble().isEmpty());
    }

    public String address(String route) {
        return "http://127.0.0.1:%d/%s".formatted(server.port(), route);
    }

    /// Creates a sync that nothing carries out.
    public void createSync(String namespace, String name, Map<String, String> annotations) {
        createSync(kubernetes, namespace, name, annotations);
    }

    static void createSync(InJvmKubernetes kubernetes, String namespace, String name, Map<String, String> annotations) {
        DatabaseSync sync = new DatabaseSync();
        sync.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
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
