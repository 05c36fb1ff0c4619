package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableSelection;
import io.databasesync.sync.TargetWrites;
import io.databasesync.testing.engine.TwoTables;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import io.databasesync.testing.postgres.TestSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Others write to the tables of the target while a run works.
class TargetWritesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TABLE = "create table t (id int primary key, v text)";
    private static final String WRITE = "insert into t select i, 'lost' from generate_series(101, 103) i";
    private static final String SLOW =
            "create function slow(v text) returns text language plpgsql immutable as $$ begin"
                    + " perform pg_advisory_xact_lock_shared(7); return v; end $$";

    static Stream<TestServer> targets() {
        return Stream.of(TestServer.older(), TestServer.newer());
    }

    // failure 50: the target changes during the run
    @ParameterizedTest
    @MethodSource("targets")
    void aSwapWarnsOfRowsWrittenBeforeItsLocks(TestServer server) {
        try (Tables tables = new Tables(server, TABLE)) {
            SyncOutcome outcome = tables.whileLocking(Mode.Swap, TargetWrites.Warn, WRITE);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Synced.class,
                            synced -> assertThat(synced.warnings())
                                    .containsExactly(
                                            "others wrote rows to the target during the run: public.t (about 3)."
                                                    + " These rows are not in the new content"));
            assertThat(tables.target.column("select v from t")).containsExactly("new");
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void anInPlaceRunWarnsOfRowsWrittenBeforeItsLocks(TestServer server) {
        try (Tables tables = new Tables(server, TABLE)) {
            SyncOutcome outcome = tables.whileLocking(Mode.InPlace, TargetWrites.Warn, WRITE);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Synced.class,
                            synced -> assertThat(synced.warnings()).anyMatch(w -> w.contains("public.t (about 3)")));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void aRunRefusesToLoseRowsAndLeavesTheTargetAsItIs(Mode mode) {
        try (Tables tables = new Tables(TestServer.older(), TABLE)) {
            SyncException cause =
                    TwoTables.refused(tables.whileLocking(mode, TargetWrites.Refuse, WRITE), Reason.TargetWritten);
            assertThat(cause.getMessage()).contains("public.t (about 3)", "safety.targetWrites: Warn");
            assertThat(cause.reason().retryable()).isFalse();
            assertThat(tables.target.column("select v from t order by id"))
                    .containsExactly("old", "lost", "lost", "lost");
            assertThat(tables.target.schemas()).noneMatch(schema -> schema.startsWith("dbsync_"));
        }
    }

    @Test
    void aTableThatStaysIsRefusedBeforeItIsFilled() {
        try (Tables tables = new Tables(TestServer.older(), TABLE)) {
            tables.target.execute("create function every() returns setof t language sql as 'select * from t'");
            TwoTables.refused(tables.whileLocking(Mode.Auto, TargetWrites.Refuse, WRITE), Reason.TargetWritten);
            assertThat(tables.target.column("select v from t order by id"))
                    .containsExactly("old", "lost", "lost", "lost");
        }
    }

    @ParameterizedTest
    @CsvSource({"Swap, public.part", "InPlace, public.t"})
    void rowsThatOthersWriteToAPartitionAreNoticed(Mode mode, String named) {
        try (Tables tables = new Tables(
                TestServer.newer(),
                "create table t (id int primary key, v text) partition by range (id)",
                "create table part partition of t for values from (0) to (1000)")) {
            SyncException cause =
                    TwoTables.refused(tables.whileLocking(mode, TargetWrites.Refuse, WRITE), Reason.TargetWritten);
            assertThat(cause.getMessage()).contains(named + " (about 3)");
        }
    }

    @Test
    void rowsWrittenWhileIndexesAreBuiltAreNoticed() {
        try (Tables tables = new Tables(TestServer.newer(), TABLE)) {
            tables.target.execute(SLOW, "create index on t (slow(v))");
            TestSession holder = tables.target.session("holder");
            holder.execute("begin", "select pg_advisory_xact_lock(7)");
            CompletableFuture<SyncOutcome> run = tables.start(Mode.Swap, TargetWrites.Refuse);
            tables.awaitWaiting("advisory");
            tables.writeDeleting();
            holder.execute("commit");
            assertThat(TwoTables.refused(run.join(), Reason.TargetWritten).getMessage())
                    .contains("public.t (about 1)");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void aRunThatNobodyDisturbsRefusesNothing(Mode mode) {
        try (Tables tables = new Tables(TestServer.newer(), TABLE)) {
            for (int i = 0; i < 2; i++) {
                assertThat(tables.start(mode, TargetWrites.Refuse).join())
                        .isInstanceOfSatisfying(
                                Synced.class,
                                synced -> assertThat(synced.warnings()).noneMatch(w -> w.contains("others wrote")));
            }
        }
    }

    /// Table `t` with a new row in the source and an old one in the target.
    private static final class Tables implements AutoCloseable {
        private final TestDatabase source = TestServer.newer().createDatabase();
        private final TestDatabase target;
        private int runs;

        Tables(TestServer server, String... create) {
            target = server.createDatabase();
            source.execute(create);
            target.execute(create);
            source.execute("insert into t values (1, 'new')");
            target.execute("insert into t values (1, 'old')");
            flushed("inserted", 1);
        }

        /// Writes while the run waits for its locks behind a reader.
        SyncOutcome whileLocking(Mode mode, TargetWrites choice, String write) {
            TestSession reader = target.session("reader");
            reader.execute("begin", "select * from t");
            CompletableFuture<SyncOutcome> run = start(mode, choice);
            awaitWaiting("relation");
            target.execute(write);
            flushed("inserted", 4);
            reader.execute("commit");
            return run.join();
        }

        void writeDeleting() {
            target.execute("delete from t");
            flushed("deleted", 1);
        }

        void awaitWaiting(String kind) {
            await().atMost(PATIENCE)
                    .until(() -> !target.column(
                                    "select 1 from pg_locks where not granted and locktype = '" + kind
                                            + "' and database = (select oid from pg_database where datname = current_database())")
                            .isEmpty());
        }

        private void flushed(String kind, int rows) {
            await().atMost(PATIENCE).until(() -> {
                target.execute("select pg_stat_force_next_flush()");
                return target.value("select sum(pg_stat_get_tuples_" + kind + "(oid)) from pg_class"
                                + " where relname in ('t', 'part') and relnamespace = 'public'::regnamespace")
                        .equals("" + rows);
            });
        }

        CompletableFuture<SyncOutcome> start(Mode mode, TargetWrites choice) {
            SyncRequest request = SyncRequest.of(Direction.RemoteToLocal, source.endpoint(), target.endpoint())
                    .runId("run" + ++runs)
                    .operation(Operation.Sync)
                    .tables(new TableSelection(
                            List.of("public.t"),
                            List.of(),
                            TableSelection.Missing.Create,
                            TableSelection.Columns.Strict))
                    .mode(mode)
                    .safety(new Safety(1, Duration.ofMillis(500), 100).withTargetWrites(choice))
                    .requestedBy("a test")
                    .build();
            return CompletableFuture.supplyAsync(
                    () -> new SyncEngine().run(request, ProgressSink.NONE, new Cancellation()));
        }

        @Override
        public void close() {
            source.close();
            target.close();
        }
    }
}
