package io.databasesync.testing.postgres;

import com.github.dockerjava.api.exception.NotFoundException;
import io.databasesync.sync.ConnectionSettings.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/// PostgreSQL servers with pgvector in containers, one for each major version.
final class ContainerServers {
    private static final String POOLER_IMAGE =
            Objects.requireNonNullElse(System.getenv("DBSYNC_PGBOUNCER_IMAGE"), "local/pgbouncer:1");
    private static final int POOLER_PORT = 6432;
    private static final String TLS_FOLDER = "/etc/pgbouncer-tls";

    private static final Map<Integer, TestServer> STARTED = new HashMap<>();
    private static final Map<Integer, PostgreSQLContainer> CONTAINERS = new HashMap<>();
    private static final Map<Integer, HostPort> POOLERS = new HashMap<>();
    private static final Map<Integer, HostPort> TLS_POOLERS = new HashMap<>();
    private static final Map<Integer, String> ADDRESSES = new HashMap<>();

    private ContainerServers() {}

    static synchronized TestServer start(int major) {
        return STARTED.computeIfAbsent(major, ContainerServers::startNow);
    }

    /// Testcontainers stops it when the JVM ends.
    @SuppressWarnings("resource")
    private static TestServer startNow(int major) {
        String image = PostgresImages.of(major);
        if (image == null) {
            throw skipped("DBSYNC_POSTGRES_IMAGES names no image of PostgreSQL " + major);
        }
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw skipped("Docker does not answer");
        }
        var container = new PostgreSQLContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"))
                .withUsername(TestServer.SUPERUSER)
                .withEnv("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256")
                .withPassword(TestDatabase.SUPERUSER_PASSWORD)
                .withTmpFs(Map.of("/memory", "rw"))
                .withEnv("PGDATA", "/memory/data")
                .withSharedMemorySize(512L << 20)
                .withCommand("postgres -c fsync=off -c max_wal_size=256MB -c wal_level=logical -c max_connections=100");
        container.start();
        CONTAINERS.put(major, container);
        ADDRESSES.put(major, address(container));
        return new TestServer("container " + major, major, container.getHost(), container.getMappedPort(5432));
    }

    /// PgBouncer in front of a server: a client holds a server session for one transaction only.
    static synchronized HostPort pooler(int major) {
        start(major);
        return POOLERS.computeIfAbsent(major, m -> start(pooler(m, "")));
    }

    /// One that refuses connections without TLS.
    static synchronized HostPort poolerWithTls(int major) {
        start(major);
        return TLS_POOLERS.computeIfAbsent(
                major, m -> start(withTls(pooler(m, """

                client_tls_sslmode = require
                client_tls_cert_file = %s/server.crt
                client_tls_key_file = %s/server.key
                client_tls_ca_file = %s/authority.crt
                """.formatted(TLS_FOLDER, TLS_FOLDER, TLS_FOLDER)))));
    }

    private static GenericContainer<?> withTls(GenericContainer<?> pooler) {
        try {
            TestCertificates certificates = TestCertificates.make(
                    Files.createDirectories(EmbeddedBuilder.FOLDER.resolve(
                            "pooler-" + ProcessHandle.current().pid())),
                    "localhost");
            return pooler.withCopyToContainer(
                            Transferable.of(Files.readString(certificates.server())), TLS_FOLDER + "/server.crt")
                    .withCopyToContainer(
                            Transferable.of(Files.readString(certificates.key())), TLS_FOLDER + "/server.key")
                    .withCopyToContainer(
                            Transferable.of(Files.readString(certificates.authority())), TLS_FOLDER + "/authority.crt");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HostPort start(GenericContainer<?> pooler) {
        pooler.start();
        return new HostPort(pooler.getHost(), pooler.getMappedPort(POOLER_PORT));
    }

    @SuppressWarnings("resource")
    private static GenericContainer<?> pooler(int major, String settings) {
        try {
            DockerClientFactory.instance()
                    .client()
                    .inspectImageCmd(POOLER_IMAGE)
                    .exec();
        } catch (NotFoundException e) {
            throw skipped("there is no image %s; set DBSYNC_PGBOUNCER_IMAGE".formatted(POOLER_IMAGE));
        }
        return new GenericContainer<>(POOLER_IMAGE)
                .withEnv("DB_HOST", Objects.requireNonNull(ADDRESSES.get(major)))
                .withEnv("DB_USER", TestServer.SUPERUSER)
                .withEnv("DB_PASSWORD", TestDatabase.SUPERUSER_PASSWORD)
                .withEnv("POOL_MODE", "transaction")
                .withEnv("EXTRA_INI", "default_pool_size = 10" + settings)
                .withExposedPorts(POOLER_PORT);
    }

    /// The output of a program in the server's container.
    static synchronized String output(int major, String... command) {
        try {
            var result = Objects.requireNonNull(CONTAINERS.get(major)).execInContainer(command);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + result.getStderr());
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String address(PostgreSQLContainer container) {
        return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .map(network -> String.valueOf(network.getIpAddress()))
                .findFirst()
                .orElseThrow();
    }

    private static TestAbortedException skipped(String why) {
        System.err.println("NOT RUN: tests with PostgreSQL in containers: " + why);
        return new TestAbortedException(why);
    }
}
