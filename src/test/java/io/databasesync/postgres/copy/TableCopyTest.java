package io.databasesync.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a copy does while no byte moves.
class TableCopyTest {
    private static final TableName TABLE = new TableName("public", "t");

    private final TestDatabase source = TestServer.newer().createDatabase();
    private final TestDatabase target = TestServer.older().createDatabase();
    private final Sessions sessions = new Sessions("the run", new Cancellation());

    @AfterEach
    void close() {
        sessions.close();
        source.close();
        target.close();
    }

    // failure 41: a run hangs instead of failing
    @Test
    void comesBackFromASourceThatSaysNothingOnceItIsGivenUp() throws SQLException {
        target.execute("create table t (i int, v text)");
        try (Connection other = source.connect()) {
            other.createStatement().execute("select pg_advisory_lock(1)");
            TableCopy copy = copyOf("(select 1, pg_advisory_lock(1)::text)");
            CompletableFuture<Long> rows = CompletableFuture.supplyAsync(() -> run(copy));
            awaitLock(source, "advisory");

            copy.giveUp();

            assertThatThrownBy(rows::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            SyncException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(Reason.ConnectionLost));
        }
    }

    @Test
    void hasNotStalledWhileTheTargetLooksUpForeignKeysAfterTheLastRow() throws SQLException {
        target.execute(
                "create table other (i int primary key)",
                "insert into other values (1)",
                "create table t (i int references other, v text)");
        try (Connection other = target.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("select from other for update");
            TableCopy copy = copyOf("(select 1, 'a')");
            CompletableFuture<Long> rows = CompletableFuture.supplyAsync(() -> run(copy));
            awaitLock(target, "transactionid");

            assertThat(copy.stalledFor()).isZero();
            other.rollback();

            assertThat(rows.join()).isOne();
        }
    }

    private TableCopy copyOf(String rows) {
        return new TableCopy(
                new CopyEnds(TABLE, rows, "public.t", false),
                new TableCopy.Way(false, new Cancellation(), (_, _) -> {}));
    }

    private long run(TableCopy copy) {
        try (Session from = sessions.open(source.endpoint());
                Session to = sessions.open(target.endpoint());
                Transaction reading = from.begin(TransactionMode.SNAPSHOT);
                Transaction writing = to.begin(TransactionMode.READ_WRITE)) {
            return copy.run(reading, writing);
        }
    }

    private static void awaitLock(TestDatabase database, String type) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !database.column(
                                "select pid from pg_locks where not granted and locktype = '%s'".formatted(type))
                        .isEmpty());
    }
}
