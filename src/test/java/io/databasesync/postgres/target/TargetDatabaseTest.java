package io.databasesync.postgres.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.Reason;
import io.databasesync.testing.Failures;
import io.databasesync.testing.postgres.Endpoints;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The lease of a target, and what keeps a run from it.
@Timeout(60)
class TargetDatabaseTest {
    private static final String RUN = "the run";
    private static final Count NONE = new Count(0, 0);
    private static final Progress PROGRESS =
            new Progress(Phase.Copying, 1, NONE, NONE, NONE, 0, NONE, List.of(), null, "", List.of(), false);

    private final TestDatabase database = TestServer.newer().createDatabase();
    private final Sessions sessions = new Sessions(RUN, new Cancellation());
    private final TargetDatabase target = TargetDatabase.connect(sessions, database.endpoint());

    @AfterEach
    void close() {
        sessions.close();
        database.close();
    }

    @Test
    void theLeaseIsKeptWhileAStatementTakesItsTime() throws Exception {
        Lease lease = target.acquireLease(RUN, _ -> {});
        database.execute("update databasesync.lease set heartbeat_at = '2026-01-01'");
        try (Transaction _ = target.reading()) {
            CompletableFuture.runAsync(() -> target.heartbeat(lease, PROGRESS)).get(30, TimeUnit.SECONDS);
        }
        assertThat(database.column("select heartbeat_at > '2026-01-02' from databasesync.lease"))
                .containsExactly("true");
    }

    @Test
    void whatALostConnectionOfTheRunHasLockedIsFreeBeforeTheRunIsUndone() throws SQLException {
        Lease lease = target.acquireLease(RUN, _ -> {});
        try (Connection lost = database.connect()) {
            lost.createStatement().execute("set application_name = 'databasesync the run lost'");
            lost.setAutoCommit(false);
            lost.createStatement().execute("update databasesync.lease set heartbeat_at = clock_timestamp()");

            target.cleanup().rollBack(lease, Phase.Copying, Failures.failure(Reason.CopyFailed, "for this test"));

            assertThat(database.column("select run_id from databasesync.lease")).isEmpty();
        }
    }

    /// As services that hand out logins do it: whatever one of them makes belongs to the role behind them.
    @Test
    void sessionsOfALoginThatIsGivenAnotherRoleAreFoundToo() throws SQLException {
        String owner = database.newRole();
        String login = database.newRole();
        database.execute(
                "grant %s to %s".formatted(owner, login),
                "alter role %s set role = '%s'".formatted(login, owner),
                "grant create on database %s to %s".formatted(database.name(), owner));
        ConnectionSettings endpoint = Endpoints.as(login, database.endpoint());
        TargetDatabase given = TargetDatabase.connect(sessions, endpoint);
        assertThat(given.identity().role()).isEqualTo(owner);
        Lease lease = given.acquireLease(RUN, _ -> {});
        Properties properties = new Properties();
        properties.setProperty("user", login);
        properties.setProperty("password", endpoint.password().value());
        properties.setProperty("ApplicationName", "databasesync the run lost");
        try (Connection lost = DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s"
                        .formatted(database.server().host(), database.server().port(), database.name()),
                properties)) {
            lost.setAutoCommit(false);
            lost.createStatement().execute("update databasesync.lease set heartbeat_at = clock_timestamp()");

            given.cleanup().rollBack(lease, Phase.Copying, Failures.failure(Reason.CopyFailed, "for this test"));

            assertThat(database.column("select run_id from databasesync.lease")).isEmpty();
        }
    }

    @Test
    void whatADeadRunLeftIsDroppedWhateverTheNameOfItsSchema() {
        target.acquireLease(RUN, _ -> {});
        String stage = "a\nstage";
        database.execute("create schema \"%s\"".formatted(stage), "create table \"%s\".t (id int)".formatted(stage));
        target.control().write(t -> Leftovers.noteMade(t, "a dead run", "schema", stage, stage, true));

        target.control().write(t -> Leftovers.dropOthers(t, RUN));

        assertThat(database.schemas()).doesNotContain(stage);
        assertThat(database.column("select run_id from databasesync.staged_object"))
                .isEmpty();
    }

    /// A server that hears nothing from a machine any more lets go of its locks; values are of the same form on both
    /// ends, whatever a role or database has set.
    @ParameterizedTest
    @CsvSource({
        "tcp_keepalives_idle, 20",
        "tcp_keepalives_interval, 5",
        "tcp_keepalives_count, 6",
        "lc_monetary, C",
        "array_nulls, on",
        "idle_in_transaction_session_timeout, 0",
        "timezone, UTC"
    })
    void everyTransactionSetsWhatItReliesOn(String setting, String value) {
        try (Transaction transaction = target.reading()) {
            assertThat(transaction.query(
                            "select current_setting(?)",
                            row -> row.getString(1),
                            Reason.ConnectionLost,
                            "asking for a setting",
                            setting))
                    .containsExactly(value);
        }
    }
}
