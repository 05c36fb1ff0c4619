package io.databasesync.testing.postgres;

import io.databasesync.sync.DatabaseEndpoint.HostPort;
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

    /// Makes an empty database.
    public TestDatabase createDatabase() {
        String database = "test_" + DATABASES.incrementAndGet();
        try (TestDatabase maintenance = new TestDatabase(this, "postgres")) {
            maintenance.execute("create database " + database);
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
