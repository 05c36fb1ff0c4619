package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.engine.TwoTables;
import io.databasesync.testing.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Somebody has read `b`, so that a swap waits for it with other locks in its hands. Only then a reader comes, who
/// gets a lock that the swap is going to want, and waits for one that it has. The server would end the reader: the
/// swap has to give way.
class SyncDeadlocksTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    // failure 6: deadlocks
    @Test
    void aReaderOfAViewIsNotEnded() {
        swapsUnder(
                "select * from above",
                "create view shown as select * from a",
                "create view above as select count(*) from shown");
    }

    @Test
    void aReaderOfSeveralTablesIsNotEnded() {
        swapsUnder("select * from c join a using (id)");
    }

    @Test
    void aReaderOfATableThatRefersToOneIsNotEnded() {
        swapsUnder("select * from child join a using (id)", "create table child (id int references a)");
    }

    @Test
    void aTransactionThatGoesOnReadingIsNotEnded() {
        CompletableFuture<Void> reader = new CompletableFuture<>();
        scenario()
                .during(Phase.Publishing, (databases, _) -> {
                    Connection holder = reading(databases.target(), "b");
                    start(reader, () -> {
                        try (holder) {
                            awaitSwap(databases.target());
                            execute(holder, "select * from a");
                        }
                    });
                })
                .once((_, target) -> assertSwapped(target, reader));
    }

    @Test
    void aReaderOfAViewIsNotEndedByARollback() {
        try (TwoTables tables = new TwoTables()) {
            tables.create();
            TestDatabase target = tables.target();
            target.execute("create view shown as select * from a");
            tables.sync("one");
            CompletableFuture<Void> reader = new CompletableFuture<>();
            readOnceTheSwapWaits(target, "select * from shown", reader);

            SyncRequest rollback = tables.request(Operation.Rollback, "back", TwoTables.ALL, 1, target.endpoint());
            TwoTables.restored(new SyncEngine().run(patient(rollback), ProgressSink.NONE, new Cancellation()));

            assertThat(reader).succeedsWithin(LONG);
            assertThat(target.value("select who from shown")).isEqualTo("target");
        }
    }

    private static void swapsUnder(String statement, String... targetSetup) {
        CompletableFuture<Void> reader = new CompletableFuture<>();
        scenario()
                .target(targetSetup)
                .during(Phase.Publishing, (databases, _) -> readOnceTheSwapWaits(databases.target(), statement, reader))
                .once((_, target) -> assertSwapped(target, reader));
    }

    private static SyncRequest patient(SyncRequest r) {
        return r.withSafety(new Safety(1, Duration.ofSeconds(5), 100));
    }

    private static Scenario scenario() {
        return Pair.OLDER_TO_NEWER
                .scenario()
                .both(
                        "create table a (id int primary key)",
                        "create table b (id int primary key)",
                        "create table c (id int primary key)")
                .source("insert into a values (1)", "insert into b values (1)", "insert into c values (1)")
                .include("public.?");
    }

    private static void assertSwapped(TestDatabase target, CompletableFuture<Void> reader) {
        assertThat(reader).succeedsWithin(LONG);
        assertThat(target.column("select id from a")).containsExactly("1");
    }

    /// Who holds `b` lets go when the reader waits, if it does.
    private static void readOnceTheSwapWaits(TestDatabase target, String statement, CompletableFuture<Void> reader) {
        Connection holder = reading(target, "b");
        start(reader, () -> {
            try (holder;
                    Connection connection = target.connect()) {
                String waits = "select 1 from pg_locks where not granted and pid = " + pid(connection);
                awaitSwap(target);
                CompletableFuture<Void> read = new CompletableFuture<>();
                start(read, () -> execute(connection, statement));
                await().atMost(LONG)
                        .until(() -> read.isDone() || !target.column(waits).isEmpty());
                holder.rollback();
                read.join();
            }
        });
    }

    private static Connection reading(TestDatabase target, String table) {
        Connection connection = target.connect();
        try {
            connection.setAutoCommit(false);
            execute(connection, "select * from " + table);
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitSwap(TestDatabase target) {
        await().atMost(LONG)
                .until(() -> !target.column(
                                "select 1 from pg_locks where not granted and relation = 'public.b'::regclass")
                        .isEmpty());
    }

    private static int pid(Connection connection) throws SQLException {
        return connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private interface Act {
        void play() throws SQLException;
    }

    private static void start(CompletableFuture<Void> end, Act act) {
        Thread.ofVirtual().start(() -> {
            try {
                act.play();
                end.complete(null);
            } catch (SQLException | RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        });
    }
}
