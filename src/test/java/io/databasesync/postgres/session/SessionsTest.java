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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A connection that is being made while the run ends.
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
}
