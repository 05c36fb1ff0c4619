package io.databasesync.testing.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// A server that accepts only TLS connections. Its certificate is for `localhost` and for no address.
public final class TlsServer {
    /// The host name in the certificate.
    public static final String HOST = "localhost";
    /// The same host by a name that the certificate lacks.
    public static final String OTHER_NAME = "127.0.0.1";

    private static @Nullable TlsServer started;

    private final TestServer server;
    private final TestCertificates certificates;

    private TlsServer(TestServer server, TestCertificates certificates) {
        this.server = server;
        this.certificates = certificates;
    }

    /// One for all tests. The library's own shutdown hook stops it.
    public static synchronized TlsServer start() {
        TlsServer server = started;
        if (server == null) {
            server = startNow();
            started = server;
        }
        return server;
    }

    public int port() {
        return server.port();
    }

    /// The certificate of the server's authority, in PEM.
    public Path authority() {
        return certificates.authority();
    }

    /// The certificate of an unrelated authority, in PEM.
    public Path otherAuthority() {
        return certificates.otherAuthority();
    }

    private static TlsServer startNow() {
        try {
            TestCertificates certificates = TestCertificates.make(
                    Files.createDirectories(EmbeddedBuilder.FOLDER.resolve(
                            "tls-" + ProcessHandle.current().pid())),
                    HOST);
            EmbeddedPostgres server = EmbeddedBuilder.builder()
                    .setServerConfig("ssl", "on")
                    .setDataDirectoryCustomizer(data -> install(certificates, data))
                    .start();
            return new TlsServer(new TestServer("tls", 0, HOST, server.getPort()), certificates);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The superuser, who checks that the server is up, may connect without TLS; other roles may not.
    private static void install(TestCertificates certificates, File data) {
        try {
            Files.copy(certificates.server(), data.toPath().resolve("server.crt"));
            Path key = Files.copy(certificates.key(), data.toPath().resolve("server.key"));
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            Files.writeString(data.toPath().resolve("pg_hba.conf"), """
                    host all postgres all trust
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
