package io.databasesync.testing.postgres;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/// PostgreSQL with pgvector in containers, one of each major.
///
/// `DBSYNC_POSTGRES_IMAGES` names the images, `15=local/postgres:15 17=…`; without it they are pgvector's own.
final class ContainerServers {
    private static final Map<Integer, TestServer> STARTED = new HashMap<>();

    private ContainerServers() {}

    static synchronized TestServer start(int major) {
        return STARTED.computeIfAbsent(major, ContainerServers::startNow);
    }

    /// Stopped by Testcontainers when the JVM ends.
    @SuppressWarnings("resource")
    private static TestServer startNow(int major) {
        String image = image(major);
        if (image == null) {
            return skip("DBSYNC_POSTGRES_IMAGES names no image of PostgreSQL " + major);
        }
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return skip("Docker does not answer");
        }
        var container = new PostgreSQLContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"))
                .withUsername(TestServer.SUPERUSER)
                .withEnv("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256")
                .withPassword(TestDatabase.SUPERUSER_PASSWORD)
                .withSharedMemorySize(512L << 20)
                .withCommand("postgres", "-c", "fsync=off", "-c", "wal_level=logical", "-c", "max_connections=100");
        container.start();
        return new TestServer("container " + major, major, container.getHost(), container.getMappedPort(5432));
    }

    private static @Nullable String image(int major) {
        String images = System.getenv("DBSYNC_POSTGRES_IMAGES");
        if (images == null || images.isBlank()) {
            return "pgvector/pgvector:pg" + major;
        }
        for (String image : images.strip().split("\\s+", -1)) {
            if (image.startsWith(major + "=")) {
                return image.substring(image.indexOf('=') + 1);
            }
        }
        return null;
    }

    private static TestServer skip(String why) {
        System.err.println("NOT RUN: tests with PostgreSQL in containers: " + why);
        return abort(why);
    }
}
