package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Planned;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TargetWrites;
import io.databasesync.testing.engine.RecordedProgress;
import io.databasesync.testing.engine.TwoTables;
import io.databasesync.testing.postgres.TestServer;
import io.databasesync.testing.postgres.TestSession;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A run makes others wait who write to its tables on the target.
class TargetWritesBlockTest {
    private static final String TABLE = "create table t (id int primary key, v text)";
    private static final String[] TREE = {
        "create table t (id int primary key, v text) partition by range (id)",
        "create table low partition of t for values from (0) to (100)",
        "create table high partition of t default"
    };

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alter table t add check (slow(v) <> '')                 | Copying
            create index on t (slow(v))                             | Indexing
            create materialized view mv as select slow(v) from t    | Verifying
            create event trigger slow on ddl_command_end when tag in ('CREATE TABLE') execute function slow_stage() | Preparing
            """)
    void aWriterWaitsAndFindsTheNewRows(String slowed, Phase phase) {
        try (WrittenTables tables = new WrittenTables(TestServer.older(), TABLE)) {
            tables.target().execute(WrittenTables.SLOW, WrittenTables.SLOW_STAGE, slowed);
            assertWriterWaits(tables, tables.request(Mode.Swap, TargetWrites.Block), phase);
        }
    }

    @Test
    void aWriterToATreeWaits() {
        try (WrittenTables tables = new WrittenTables(TestServer.newer(), TREE)) {
            tables.target().execute(WrittenTables.SLOW, "alter table t add check (slow(v) <> '')");
            assertWriterWaits(tables, tables.request(Mode.Swap, TargetWrites.Block), Phase.Copying);
        }
    }

    @Test
    void aWriterToATableThatStaysWaits() {
        try (WrittenTables tables = new WrittenTables(TestServer.newer(), TABLE)) {
            tables.target()
                    .execute(
                            "create function every() returns setof t language sql as 'select * from t'",
                            WrittenTables.SLOW,
                            "alter table t add check (slow(v) <> '')");
            assertWriterWaits(tables, tables.request(Mode.Auto, TargetWrites.Block), Phase.Copying);
        }
    }

    private static void assertWriterWaits(WrittenTables tables, SyncRequest request, Phase phase) {
        RecordedProgress progress = new RecordedProgress(Map.of(), () -> {});
        TestSession holder = tables.stopSlow();
        CompletableFuture<SyncOutcome> run = tables.start(request, progress);
        tables.awaitWaiting("advisory");
        CompletableFuture<Void> writing =
                tables.startWaiting(tables.target().session("app"), "insert into t values (7, 'app')");
        assertThat(tables.target().column("select v from t")).containsExactly("old");
        holder.execute("commit");
        assertThat(run.join())
                .isInstanceOfSatisfying(
                        Synced.class,
                        synced -> assertThat(synced.warnings()).noneMatch(w -> w.contains("others wrote")));
        writing.join();
        assertThat(tables.target().column("select v from t order by id")).containsExactly("new", "app");
        assertThat(progress.phases()).contains(phase);
    }

    @ParameterizedTest
    @EnumSource(names = {"Swap", "InPlace"})
    void aWriterWaitsWhileTheRunWaitsForItsLocks(Mode mode) {
        try (WrittenTables tables = new WrittenTables(TestServer.newer(), TABLE);
                TestSession reader = tables.target().session("reader")) {
            reader.execute("begin", "select * from t");
            CompletableFuture<SyncOutcome> run = tables.start(mode, TargetWrites.Block);
            tables.awaitWaiting("relation");
            CompletableFuture<Void> writing =
                    tables.startWaiting(tables.target().session("app"), "insert into t values (7, 'app')");
            reader.execute("commit");
            assertThat(run.join()).isInstanceOf(Synced.class);
            writing.join();
            assertThat(tables.target().column("select v from t order by id")).containsExactly("new", "app");
        }
    }

    @Test
    void aRunWaitsForTransactionsThatHaveWritten() {
        try (WrittenTables tables = new WrittenTables(TestServer.newer(), TABLE);
                TestSession app = tables.target().session("app")) {
            app.execute("begin", "insert into t values (8, 'before')");
            CompletableFuture<SyncOutcome> run = tables.start(Mode.Swap, TargetWrites.Block);
            tables.awaitWaiting("relation");
            app.execute("commit");
            assertThat(run.join()).isInstanceOf(Synced.class);
            assertThat(tables.target().column("select v from t")).containsExactly("new");
            assertThat(tables.target()
                            .column("select v from "
                                    + tables.target()
                                            .value("select previous_schema from databasesync.previous_generation")
                                    + ".t order by id"))
                    .containsExactly("old", "before");
        }
    }

    @Test
    void aRunNamesTheTransactionThatHasWrittenAndDoesNotEnd() {
        try (WrittenTables tables = new WrittenTables(TestServer.newer(), TABLE);
                TestSession app = tables.target().session("app")) {
            app.execute("begin", "insert into t values (8, 'before')");
            SyncException cause = TwoTables.refused(
                    tables.start(Mode.Swap, TargetWrites.Block).join(), Reason.TargetLocked);
            assertThat(cause.getMessage()).contains("public.t", "process ", "pg_terminate_backend");
            app.execute("commit");
            assertThat(tables.target().schemas()).noneMatch(schema -> schema.startsWith("dbsync_"));
        }
    }

    // It waits for us, and we wait for it. The run gives way.
    @Test
    void aTransactionThatHasReadAndWaitsToWriteGetsItsLock() {
        try (WrittenTables tables = new WrittenTables(TestServer.newer(), TABLE);
                TestSession app = tables.target().session("app")) {
            tables.target().execute(WrittenTables.SLOW, "create index on t (slow(v))");
            TestSession holder = tables.stopSlow();
            CompletableFuture<SyncOutcome> run = tables.start(Mode.Swap, TargetWrites.Block);
            tables.awaitWaiting("advisory");
            app.execute("begin", "select * from t");
            CompletableFuture<Void> writing = tables.startWaiting(app, "insert into t values (9, 'app')", "commit");
            holder.execute("commit");
            SyncException cause = TwoTables.refused(run.join(), Reason.TargetLocked);
            assertThat(cause.getMessage()).contains("public.t");
            writing.join();
            assertThat(tables.target().column("select v from t order by id")).containsExactly("old", "app");
        }
    }

    @Test
    void aPlanNamesTheApplicationsThatAreConnected() {
        try (WrittenTables tables = new WrittenTables(TestServer.newer(), TABLE);
                TestSession one = tables.target().session("one");
                TestSession two = tables.target().session("two")) {
            one.execute("set application_name = 'web'");
            two.execute("set application_name = 'web'");
            for (TargetWrites choice : TargetWrites.values()) {
                SyncOutcome outcome = tables.start(
                                tables.request(Mode.Auto, choice).withOperation(Operation.Plan), ProgressSink.NONE)
                        .join();
                assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Planned.class,
                                planned -> assertThat(planned.plan().notes())
                                        .anyMatch(note -> note.contains(
                                                        "connected to the target now: web of role postgres (2 connections)")
                                                && !note.contains("databasesync")));
            }
        }
    }
}
