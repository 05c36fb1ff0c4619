package io.databasesync.testing.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.ConnectionSettings.HostPort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// A primary and a standby that follows it, without Docker. The standby cancels any query that delays its replay.
public final class StandbyServer {
    private static @Nullable StandbyServer started;

    private final TestServer primary;
    private final TestServer standby;

    private StandbyServer(TestServer primary, TestServer standby) {
        this.primary = primary;
        this.standby = standby;
    }

    /// One for all tests. The library's own shutdown hook stops it.
    public static synchronized StandbyServer start() {
        StandbyServer server = started;
        if (server == null) {
            server = startNow();
            started = server;
        }
        return server;
    }

    /// The server for creating and writing databases.
    public TestServer primary() {
        return primary;
    }

    /// The address of the standby, once it has replayed all commits of the primary until now.
    public HostPort address() {
        try (TestDatabase writer = new TestDatabase(primary, "postgres");
                TestDatabase reader = new TestDatabase(standby, "postgres")) {
            String written = writer.value("select pg_current_wal_flush_lsn()");
            await().untilAsserted(() -> assertThat(reader.value("select pg_last_wal_replay_lsn() >= '" + written + "'"))
                    .isEqualTo("true"));
        }
        return new HostPort(standby.host(), standby.port());
    }

    private static StandbyServer startNow() {
        try {
            EmbeddedPostgres primary = EmbeddedBuilder.builder()
                    .setServerConfig("wal_level", "replica")
                    .setServerConfig("synchronous_commit", "on") // off by default here: commits would be sent later
                    .setServerConfig("max_wal_senders", "4")
                    .setDataDirectoryCustomizer(StandbyServer::letIn)
                    .start();
            TestServer server = new TestServer("primary", 0, "localhost", primary.getPort());
            Path copy = Files.createTempDirectory(EmbeddedBuilder.FOLDER, "standby");
            try (TestDatabase database = new TestDatabase(server, "postgres")) {
                database.execute("select pg_backup_start('standby', true)");
                copy(Path.of(database.value("show data_directory")), copy);
                String label = database.value("select labelfile from pg_backup_stop(false)");
                Files.writeString(copy.resolve("backup_label"), label);
            }
            Files.createFile(copy.resolve("standby.signal"));
            Files.writeString(
                    copy.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=localhost port=%d user=postgres'%n".formatted(primary.getPort()));
            EmbeddedPostgres standby = EmbeddedBuilder.builder(copy)
                    .setCleanDataDirectory(false)
                    .setServerConfig("max_standby_streaming_delay", "0")
                    .setServerConfig("hot_standby_feedback", "off")
                    .start();
            return new StandbyServer(server, new TestServer("standby", 0, "localhost", standby.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void letIn(File data) {
        try {
            Files.writeString(data.toPath().resolve("pg_hba.conf"), """
                    host all postgres all trust
                    host replication postgres all trust
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Copies what a base backup copies: no WAL and no state files of the running server. Files may vanish meanwhile.
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path made = Files.createDirectories(to.resolve(from.relativize(folder)));
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
                return folder.endsWith("pg_wal") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.getFileName().toString().startsWith("postmaster.")) {
                    Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
