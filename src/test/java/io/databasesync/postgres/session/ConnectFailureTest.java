package io.databasesync.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.uri.ConnectionUri;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Each way in which a connection does not come about has a reason of its own, and none tells a secret.
class ConnectFailureTest {
    private static final String ORIGIN = "spec.remote.uriSecret kb-remote, key uri";
    private static final String PASSWORD = "hunter2-sword";

    private final TestDatabase database = TestServer.newer().createDatabase();
    private final int port = TestServer.newer().port();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aHostThatNobodyKnows() {
        SyncException failure = failure("no-such-host.invalid:5432/kb");
        assertThat(failure.reason()).isEqualTo(Reason.HostNotFound);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure)
                .hasMessageContaining("no-such-host.invalid")
                .hasMessageEndingWith("check the host in %s, and the name service", ORIGIN);
    }

    @Test
    void aPortThatNobodyListensOn() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        SyncException failure = failure("127.0.0.1:%d/kb".formatted(closed));
        assertThat(failure.reason()).isEqualTo(Reason.ConnectionRefused);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("check the host in %s and the port in %s".formatted(ORIGIN, ORIGIN));
    }

    @Test
    void aServerThatDoesNotAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SyncException failure = failure("127.0.0.1:%d/kb?connect_timeout=1".formatted(silent.getLocalPort()));
            assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.ConnectionFailed);
            assertThat(failure.retryable()).isTrue();
        }
    }

    @Test
    void aRoleThatIsNotKnown() {
        SyncException failure = failure("localhost:%d/%s".formatted(port, database.name()));
        assertThat(failure.reason()).isEqualTo(Reason.AuthenticationFailed);
        assertThat(failure.retryable()).isFalse();
        assertThat(failure).hasMessageEndingWith("check the credentials in " + ORIGIN);
    }

    @Test
    void noPasswordAtAll() {
        String role = database.newRole();
        SyncException failure = refused("postgresql://%s@localhost:%d/%s".formatted(role, port, database.name()));
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.AuthenticationFailed);
    }

    @Test
    void aDatabaseThatIsNotThere() {
        SyncException failure = refused("postgresql://postgres:%s@localhost:%d/nothing".formatted(PASSWORD, port));
        assertThat(failure.reason()).isEqualTo(Reason.DatabaseMissing);
        assertThat(failure.retryable()).isFalse();
        assertThat(failure).hasMessageContaining("CREATE DATABASE nothing, or correct the database in " + ORIGIN);
    }

    @Test
    void theSecondHostIsTriedWhenTheFirstIsGone() {
        try (Sessions sessions = new Sessions("hosts", new Cancellation())) {
            sessions.open(ConnectionUri.parse(
                    "postgresql://postgres:x@no-such-host.invalid,localhost:%d/%s"
                            .formatted(port, database.name())
                            .replace("invalid,", "invalid:1,"),
                    ORIGIN));
        }
    }

    @Test
    void onlyAServerOfTheWantedKindWillDo() {
        String uri = "postgresql://postgres:%s@localhost:%d/%s?target_session_attrs="
                .formatted(PASSWORD, port, database.name());
        assertThat(refused(uri + "standby").reason()).isEqualTo(Reason.ConnectionFailed);
        try (Sessions sessions = new Sessions("hosts", new Cancellation())) {
            sessions.open(ConnectionUri.parse(uri + "read-write", ORIGIN));
            sessions.open(ConnectionUri.parse(uri + "prefer-standby", ORIGIN));
        }
    }

    @Test
    void optionsReachTheServer() {
        String uri = "postgresql://postgres:x@localhost:%d/%s?options=-c%%20geqo%%3Doff%%20-c%%20work_mem%%3D5MB"
                .formatted(port, database.name());
        try (Sessions sessions = new Sessions("options", new Cancellation())) {
            List<String> settings = sessions.open(ConnectionUri.parse(uri, ORIGIN))
                    .inTransaction(
                            TransactionMode.READ_ONLY,
                            t -> t.query(
                                    "select current_setting('geqo') || current_setting('work_mem')",
                                    row -> row.getString(1),
                                    Reason.ConnectionLost,
                                    "asking"));
            assertThat(settings).containsExactly("off5MB");
        }
    }

    /// The server has no TLS, so it cannot bind the password to the channel.
    @Test
    void channelBindingReachesTheDriver() {
        String uri = "postgresql://app:%s@localhost:%d/%s?".formatted(PASSWORD, port, database.name());
        assertThat(refused(uri + "channel_binding=require")).hasMessageContaining("hannel");
    }

    private static SyncException failure(String where) {
        return refused("postgresql://app:%s@%s".formatted(PASSWORD, where));
    }

    private static SyncException refused(String uri) {
        try (Sessions sessions = new Sessions("failures", new Cancellation())) {
            SyncException failure =
                    catchThrowableOfType(SyncException.class, () -> sessions.open(ConnectionUri.parse(uri, ORIGIN)));
            StringWriter everything = new StringWriter();
            failure.printStackTrace(new PrintWriter(everything, true));
            assertThat(everything.toString()).doesNotContain(PASSWORD, PASSWORD.substring(0, 7), uri);
            return failure;
        }
    }
}
