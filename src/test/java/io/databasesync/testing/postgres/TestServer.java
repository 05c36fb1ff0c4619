package io.databasesync.testing.postgres;

import io.databasesync.sync.ConnectionSettings.HostPort;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A PostgreSQL server that lives as long as the JVM. Each test creates its own databases in it.
///
/// Only the superuser `postgres` logs in without a password, so that a wrong password is refused as on a real server.
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

    /// The newer one of the two major versions that need no Docker.
    public static TestServer newer() {
        return EmbeddedServers.newer();
    }

    /// The older one of the two major versions that need no Docker.
    public static TestServer older() {
        return EmbeddedServers.older();
    }

    /// A server in a container, with pgvector. Without one, the test is skipped and reports it.
    public static TestServer container(int major) {
        return ContainerServers.start(major);
    }

    /// A transaction pooler in front of a server in a container; accepts the superuser only. Skipped in the same way.
    public static HostPort pooler(int major) {
        return ContainerServers.pooler(major);
    }

    /// The same, but it refuses connections without TLS.
    public static HostPort poolerWithTls(int major) {
        return ContainerServers.poolerWithTls(major);
    }

    /// A server in a pod, with pgvector. This JVM reaches it by its pod's address, other pods by
    /// `name.namespace.svc`. It starts at once; call `await` before you use it. It is deleted with the namespace.
    public static PodServer pod(KubernetesClient client, String namespace, String name, int major) {
        return PodServer.start(client, namespace, name, major);
    }

    /// Creates an empty database.
    public TestDatabase createDatabase() {
        return createDatabase("");
    }

    /// Creates an empty database.
    ///
    /// @param options as `create database` takes them: `encoding 'LATIN1' template template0`
    public TestDatabase createDatabase(String options) {
        return create("test_" + DATABASES.incrementAndGet(), options);
    }

    /// Creates an empty database with the name of one on another server.
    public TestDatabase createTwin(TestDatabase other) {
        return create(other.name(), "");
    }

    private TestDatabase create(String database, String options) {
        try (TestDatabase maintenance = new TestDatabase(this, "postgres")) {
            maintenance.execute("create database %s strategy file_copy %s".formatted(database, options));
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
