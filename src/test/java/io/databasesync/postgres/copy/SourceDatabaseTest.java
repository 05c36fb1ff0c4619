package io.databasesync.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.postgres.session.Sessions;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

@Timeout(60)
class SourceDatabaseTest {
    private final TestDatabase database = TestServer.newer().createDatabase();
    private final Sessions sessions = new Sessions("source-test", new Cancellation());
    private final SourceDatabase source = SourceDatabase.connect(sessions, database.endpoint());

    @AfterEach
    void close() {
        sessions.close();
        database.close();
    }

    /// A deadlock comes sooner than the end of our patience, and means the same.
    @Test
    void aLockThatTheSourceDoesNotGiveIsNoLockOfTheTarget() throws Exception {
        database.execute("create table a (id int)", "create table b (id int)");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            int pid = other.unwrap(PGConnection.class).getBackendPID();
            other.setAutoCommit(false);
            statement.execute("set deadlock_timeout = '1min'"); // it is the snapshot that finds out
            statement.execute("lock table b in access exclusive mode");
            CompletableFuture<SyncException> refused = CompletableFuture.supplyAsync(this::snapshot);
            await().until(() ->
                    !database.column("select 1 from pg_locks where not granted").isEmpty());
            statement.execute("lock table a in access exclusive mode");

            SyncException failure = refused.get(30, TimeUnit.SECONDS);
            assertThat(failure.reason()).isEqualTo(Reason.SourceLocked);
            assertThat(failure.retryable()).isTrue();
            assertThat(failure).hasMessageContaining("locking the source's tables");
            assertThat(failure).hasMessageContaining("process %d (the test itself) of role postgres".formatted(pid));
            assertThat(failure.fix().side()).isEqualTo(Side.Source);
            assertThat(failure.fix().statements()).containsExactly("SELECT pg_terminate_backend(%d)".formatted(pid));
        } catch (SQLException e) {
            throw new AssertionError("the snapshot should have given way", e);
        }
    }

    private SyncException snapshot() {
        try (SourceSnapshot _ = source.snapshot(List.of(new TableName("public", "a"), new TableName("public", "b")))) {
            throw new AssertionError("locked, although another transaction does not let go");
        } catch (SyncException e) {
            return e;
        }
    }
}
