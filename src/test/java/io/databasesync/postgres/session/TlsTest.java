package io.databasesync.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.sync.Password;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SslMode;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.postgres.TestServer;
import io.databasesync.testing.postgres.TlsServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every `sslMode` against a server with TLS, by its right name and another one, with the right authority,
/// a wrong one and none; and against a server without TLS. As libpq has it.
class TlsTest {
    private static final String ORIGIN = "spec.remote.uriSecret kb-remote, key uri";

    private final TlsServer server = TlsServer.start();

    @ParameterizedTest
    @CsvSource({
        "Disable,  right, right, plain",
        "Disable,  wrong, wrong, plain",
        "Prefer,   none,  right, encrypted",
        "Prefer,   none,  wrong, encrypted",
        "Require,  none,  right, encrypted",
        "Require,  none,  wrong, encrypted",
        "Require,  right, wrong, encrypted",
        "Require,  wrong, right, refused",
        "VerifyCA, right, right, encrypted",
        "VerifyCA, right, wrong, encrypted",
        "VerifyCA, wrong, right, refused",
        "VerifyCA, none,  right, refused",
        "VerifyFull, right, right, encrypted",
        "VerifyFull, right, wrong, refused",
        "VerifyFull, wrong, right, refused",
        "VerifyFull, wrong, wrong, refused",
        "VerifyFull, none,  right, refused",
    })
    void aServerWithTls(SslMode mode, String authority, String host, String expected) {
        ConnectionSettings endpoint =
                endpoint(host.equals("right") ? TlsServer.HOST : TlsServer.OTHER_NAME, server.port(), mode, authority);
        if (!expected.equals("refused")) {
            assertThat(encrypted(endpoint)).isEqualTo(expected.equals("encrypted"));
            return;
        }
        SyncException failure = failure(endpoint);
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.TlsFailed);
        assertThat(failure.retryable()).isFalse();
        assertThat(failure)
                .hasMessageContaining("check sslmode in %s (%s; ".formatted(ORIGIN, mode.libpq()))
                .hasMessageEndingWith(
                        authority.equals("none")
                                ? "the certificates in the system's list of authorities"
                                : "the certificates in spec.remote.caSecret kb-ca, key ca.crt");
    }

    @ParameterizedTest
    @CsvSource({"Disable, plain", "Prefer, plain", "Require, refused", "VerifyCA, refused", "VerifyFull, refused"})
    void aServerWithoutTls(SslMode mode, String expected) {
        TestServer without = TestServer.newer();
        ConnectionSettings endpoint = endpoint(without.host(), without.port(), mode, "right");
        if (expected.equals("plain")) {
            assertThat(encrypted(endpoint)).isFalse();
            return;
        }
        SyncException failure = failure(endpoint);
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.TlsFailed);
        assertThat(failure).hasMessageContaining("SSL");
    }

    @Test
    void aFileThatIsNoCertificateIsATlsFailure() {
        ConnectionSettings endpoint = endpoint(TlsServer.HOST, server.port(), SslMode.VerifyFull, "right")
                .withRootCertificate(Path.of("pom.xml"), "spec.remote.caSecret kb-ca, key ca.crt");
        assertThat(failure(endpoint).reason()).isEqualTo(Reason.TlsFailed);
        assertThat(failure(endpoint.withRootCertificate(Path.of("no-such-file"), "caSecret"))
                        .reason())
                .isEqualTo(Reason.TlsFailed);
    }

    private ConnectionSettings endpoint(String host, int port, SslMode mode, String authority) {
        Path root = switch (authority) {
            case "right" -> server.authority();
            case "wrong" -> server.otherAuthority();
            default -> null;
        };
        ConnectionSettings endpoint = ConnectionSettings.at(List.of(new HostPort(host, port)), "postgres")
                .user("postgres")
                .password(new Password("s3cr3t"))
                .sslMode(mode)
                .origin(ORIGIN)
                .build();
        return root == null ? endpoint : endpoint.withRootCertificate(root, "spec.remote.caSecret kb-ca, key ca.crt");
    }

    private static boolean encrypted(ConnectionSettings endpoint) {
        try (Sessions sessions = new Sessions("tls", new Cancellation())) {
            return sessions.open(endpoint)
                    .inTransaction(
                            TransactionMode.READ_ONLY,
                            t -> t.queryLong(
                                            "select count(*) from pg_stat_ssl where pid = pg_backend_pid() and ssl",
                                            Reason.ConnectionLost,
                                            "asking")
                                    == 1);
        }
    }

    private static SyncException failure(ConnectionSettings endpoint) {
        try (Sessions sessions = new Sessions("tls", new Cancellation())) {
            return catchThrowableOfType(SyncException.class, () -> sessions.open(endpoint));
        }
    }
}
