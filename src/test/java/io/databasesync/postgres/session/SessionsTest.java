package io.databasesync.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.postgres.FailingSockets;
import io.databasesync.testing.postgres.Relay;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Connections that are made before they are needed, one that is being made while the run ends, and threads that fail.
class SessionsTest {
    @Test
    void doesNotOutliveARunThatGivesItsConnectionsUp() {
        isRefusedAfter(Sessions::abort);
    }

    @Test
    void doesNotOutliveARunThatHasEnded() {
        isRefusedAfter(Sessions::close);
    }

    private static void isRefusedAfter(Consumer<Sessions> end) {
        try (TestDatabase database = TestServer.newer().createDatabase();
                Relay link = new Relay(database.server());
                Sessions sessions = new Sessions("the run", new Cancellation())) {
            link.blackHole();
            ConnectionSettings endpoint = link.to(database.endpoint());
            CompletableFuture<SyncException> refusal = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(SyncException.class, () -> sessions.open(endpoint)));
            await().until(() -> link.connections() > 0);

            end.accept(sessions);
            link.restore();

            assertThat(refusal.join().reason()).isEqualTo(Reason.ConnectionLost);
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(database.column(
                                    "select pid from pg_stat_activity where application_name like 'databasesync the run%'"
                                            + " and datname = current_database()"))
                            .isEqualTo(List.of()));
        }
    }

    @Test
    void givesOutTheConnectionsThatItHasPrepared() {
        try (TestDatabase database = TestServer.newer().createDatabase();
                Sessions sessions = new Sessions("ready", new Cancellation())) {
            sessions.prepare(database.endpoint(), 2);
            await().untilAsserted(() -> assertThat(pids(database)).hasSize(2));
            Set<Integer> prepared = pids(database);

            Set<Integer> opened = Stream.of(1, 2)
                    .map(_ -> sessions.open(database.endpoint()).backendPid())
                    .collect(Collectors.toSet());

            assertThat(opened).isEqualTo(prepared);
        }
    }

    @Test
    void opensAnotherConnectionIfAPreparedOneIsLost() {
        try (TestDatabase database = TestServer.newer().createDatabase();
                Relay link = new Relay(database.server());
                Sessions sessions = new Sessions("ready", new Cancellation())) {
            ConnectionSettings endpoint = link.to(database.endpoint());
            sessions.prepare(endpoint, 1);
            await().untilAsserted(() -> assertThat(pids(database)).hasSize(1));

            sessions.drop(endpoint);

            assertThat(sessions.open(endpoint).lost()).isFalse();
        }
    }

    @Test
    void aStatementIsCancelledEvenIfTheThreadThatCancelsFails() {
        Cancellation cancellation = new Cancellation();
        try (TestDatabase database = TestServer.newer().createDatabase();
                Sessions sessions = new Sessions("ready", cancellation)) {
            Session session = sessions.open(overFailingSockets(database));
            CompletableFuture<SyncException> end = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                    SyncException.class,
                    () -> session.write(t -> {
                        t.execute("select pg_sleep(60)", Reason.CopyFailed, "sleeping");
                    })));
            await().until(() -> !database.column("select pid from pg_stat_activity where state = 'active'"
                            + " and query like '%pg_sleep(60)%' and pid <> pg_backend_pid()")
                    .isEmpty());

            FailingSockets.trap("cancel");
            cancellation.request();

            assertThat(end.join().reason()).isEqualTo(Reason.Cancelled);
            assertThat(FailingSockets.armed()).isFalse();
        }
    }

    /// A later question must not get the answer to an earlier one.
    @Test
    void aConnectionIsLostIfTheThreadThatEndsItsTransactionFails() {
        try (TestDatabase database = TestServer.newer().createDatabase();
                Sessions sessions = new Sessions("ready", new Cancellation())) {
            Session session = sessions.open(overFailingSockets(database));
            FailingSockets.trap("ending");

            Round.leaving(List.of(session), session::identity);

            await().atMost(Duration.ofMinutes(1)).until(session::lost);
            SyncException refusal = catchThrowableOfType(
                    SyncException.class,
                    () -> session.write(t -> t.execute("select 1", Reason.CopyFailed, "going on")));
            assertThat(refusal.reason()).isEqualTo(Reason.ConnectionLost);
        }
    }

    @Test
    void anErrorWhileAPreparedConnectionIsClosedDisturbsNobody() {
        PreparedSessions prepared = new PreparedSessions();
        CountDownLatch asked = new CountDownLatch(1);
        try (TestDatabase database = TestServer.newer().createDatabase()) {
            prepared.add(database.endpoint(), () -> {
                asked.countDown();
                throw new NoClassDefFoundError("while closing");
            });

            prepared.forget(database.endpoint());

            await().until(() -> asked.getCount() == 0);
            assertThat(prepared.waiting(database.endpoint())).isZero();
            assertThat(prepared.take(database.endpoint())).isEmpty();
        }
    }

    @AfterEach
    void disarm() {
        FailingSockets.disarm();
    }

    private static ConnectionSettings overFailingSockets(TestDatabase database) {
        return database.endpoint().withOptions(FailingSockets.OPTIONS);
    }

    private static Set<Integer> pids(TestDatabase database) {
        return database
                .column("select pid from pg_stat_activity where application_name like 'databasesync ready %'"
                        + " and datname = current_database()")
                .stream()
                .map(Integer::parseInt)
                .collect(Collectors.toSet());
    }
}
