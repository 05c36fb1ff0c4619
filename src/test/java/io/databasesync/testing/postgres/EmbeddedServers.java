package io.databasesync.testing.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/// Two major versions in one JVM: one from the class path, one from a jar beside it. Their resource
/// names are the same.
final class EmbeddedServers {
    private static final Path OLDER_JAR = EmbeddedBuilder.FOLDER.resolve("older.jar");

    private static @Nullable TestServer newer;
    private static @Nullable TestServer older;

    private EmbeddedServers() {}

    static synchronized TestServer newer() {
        TestServer server = newer;
        if (server == null) {
            server = start(EmbeddedBuilder.builder());
            newer = server;
        }
        return server;
    }

    static synchronized TestServer older() {
        TestServer server = older;
        if (server == null) {
            server = start(EmbeddedBuilder.builder().setPgBinaryResolver(EmbeddedServers::olderBinary));
            older = server;
        }
        return server;
    }

    /// The library's own shutdown hook stops it.
    private static TestServer start(EmbeddedPostgres.Builder builder) {
        try {
            EmbeddedPostgres server = builder.setServerConfig("full_page_writes", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("max_prepared_transactions", "5")
                    .setDataDirectoryCustomizer(EmbeddedServers::askForPasswords)
                    .start();
            try (TestDatabase database =
                    new TestDatabase(new TestServer("starting", 0, "localhost", server.getPort()), "postgres")) {
                int major = Integer.parseInt(database.value("show server_version_num")) / 10000;
                return new TestServer("embedded " + major, major, "localhost", server.getPort());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void askForPasswords(File dataDirectory) {
        try {
            Files.writeString(dataDirectory.toPath().resolve("pg_hba.conf"), """
                host all postgres all trust
                host all all all scram-sha-256
                """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream olderBinary(String system, String hardware) throws IOException {
        String name = "postgres-%s-%s.txz".formatted(system, hardware).toLowerCase(Locale.ROOT);
        try (JarFile jar = new JarFile(OLDER_JAR.toFile())) {
            var entry = jar.getJarEntry(name);
            if (entry == null) {
                throw new FileNotFoundException(OLDER_JAR + " has no " + name);
            }
            try (InputStream binary = jar.getInputStream(entry)) {
                return new ByteArrayInputStream(binary.readAllBytes());
            }
        }
    }
}
