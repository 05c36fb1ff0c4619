package io.databasesync.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.postgres.Relay;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Connections that are made before they are needed, and one that is being made while the run ends.
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

    private static Set<Integer> pids(TestDatabase database) {
        return database
                .column("select pid from pg_stat_activity where application_name like 'databasesync ready %'"
                        + " and datname = current_database()")
                .stream()
                .map(Integer::parseInt)
                .collect(Collectors.toSet());
    }
}
