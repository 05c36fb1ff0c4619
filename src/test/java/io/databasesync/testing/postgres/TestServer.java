package io.databasesync.testing.postgres;

import io.databasesync.sync.ConnectionSettings.HostPort;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A PostgreSQL server that lives as long as the JVM; each test makes databases of its own in it.
///
/// Only the superuser `postgres` comes in without being asked for a password, so that a wrong one is refused as it is
/// in real life.
public final class TestServer {
    /// The superuser.
    static final String SUPERUSER = "postgres";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String name;
    private final int major;
    private final List<HostPort> hosts;

    TestServer(String name, int major, String host, int port) {
        this.name = name;
        this.major = major;
        this.hosts = List.of(new HostPort(host, port));
    }

    /// The newer one of the two majors that need no Docker.
    public static TestServer newer() {
        return EmbeddedServers.newer();
    }

    /// The older one of the two majors that need no Docker.
    public static TestServer older() {
        return EmbeddedServers.older();
    }

    /// A server in a container, with pgvector. The test is skipped, and says so, where there is none.
    public static TestServer container(int major) {
        return ContainerServers.start(major);
    }

    /// A transaction pooler in front of a server in a container; knows the superuser only. Skipped likewise.
    public static HostPort pooler(int major) {
        return ContainerServers.pooler(major);
    }

    /// A server in a pod, with pgvector, reached by its pod's address from here and as `name.namespace.svc` from other
    /// pods.
    /// Starts at once; `await` it before it is used. It goes with the namespace.
    public static PodServer pod(KubernetesClient client, String namespace, String name, int major) {
        return PodServer.start(client, namespace, name, major);
    }

    /// Makes an empty database.
    public TestDatabase createDatabase() {
        return createDatabase("");
    }

    /// Makes an empty database.
    ///
    /// @param options as `create database` takes them: `encoding 'LATIN1' template template0`
    public TestDatabase createDatabase(String options) {
        return create("test_" + DATABASES.incrementAndGet(), options);
    }

    /// Makes an empty database that has the name of one on another server.
    public TestDatabase createTwin(TestDatabase other) {
        return create(other.name(), "");
    }

    private TestDatabase create(String database, String options) {
        try (TestDatabase maintenance = new TestDatabase(this, "postgres")) {
            maintenance.execute("create database %s %s".formatted(database, options));
        }
        return new TestDatabase(this, database);
    }

    public int major() {
        return major;
    }

    public String host() {
        return hosts.getFirst().host();
    }

    public int port() {
        return hosts.getFirst().port();
    }

    @Override
    public String toString() {
        return name;
    }
}
