package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.TargetWrites;
import io.databasesync.testing.engine.RecordedProgress;
import io.databasesync.testing.engine.TwoTables;
import io.databasesync.testing.postgres.TestServer;
import io.databasesync.testing.postgres.TestSession;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Others write to the tables of the target while a run works.
class TargetWritesTest {
    private static final String TABLE = "create table t (id int primary key, v text)";
    private static final String WRITE = "insert into t select i, 'lost' from generate_series(101, 103) i";

    static Stream<TestServer> targets() {
        return Stream.of(TestServer.older(), TestServer.newer());
    }

    // failure 50: the target changes during the run
    @ParameterizedTest
    @MethodSource("targets")
    void aSwapWarnsOfRowsWrittenBeforeItsLocks(TestServer server) {
        try (WrittenTables tables = new WrittenTables(server, TABLE)) {
            SyncOutcome outcome = tables.whileLocking(Mode.Swap, TargetWrites.Warn, WRITE);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Synced.class,
                            synced -> assertThat(synced.warnings())
                                    .containsExactly(
                                            "others wrote rows to the target during the run: public.t (about 3)."
                                                    + " These rows are not in the new content"));
            assertThat(tables.target().value("select warning from databasesync.run"))
                    .contains("public.t (about 3)");
            assertThat(tables.target().column("select v from t")).containsExactly("new");
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void anInPlaceRunWarnsOfRowsWrittenBeforeItsLocks(TestServer server) {
        try (WrittenTables tables = new WrittenTables(server, TABLE)) {
            SyncOutcome outcome = tables.whileLocking(Mode.InPlace, TargetWrites.Warn, WRITE);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Synced.class,
                            synced -> assertThat(synced.warnings()).anyMatch(w -> w.contains("public.t (about 3)")));
            assertThat(tables.target().value("select warning from databasesync.run"))
                    .contains("public.t (about 3)");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void aRunRefusesToLoseRowsAndLeavesTheTargetAsItIs(Mode mode) {
        try (WrittenTables tables = new WrittenTables(TestServer.older(), TABLE)) {
            SyncException cause =
                    TwoTables.refused(tables.whileLocking(mode, TargetWrites.Refuse, WRITE), Reason.TargetWritten);
            assertThat(cause.getMessage()).contains("public.t (about 3)", "safety.targetWrites: Warn");
            assertThat(cause.reason().retryable()).isFalse();
            assertThat(tables.target().column("select v from t order by id"))
                    .containsExactly("old", "lost", "lost", "lost");
            assertThat(tables.target().schemas()).noneMatch(schema -> schema.startsWith("dbsync_"));
        }
    }

    @Test
    void aTableThatStaysIsRefusedBeforeItIsFilled() {
        try (WrittenTables tables = new WrittenTables(TestServer.older(), TABLE)) {
            tables.target().execute("create function every() returns setof t language sql as 'select * from t'");
            TwoTables.refused(tables.whileLocking(Mode.Auto, TargetWrites.Refuse, WRITE), Reason.TargetWritten);
            assertThat(tables.target().column("select v from t order by id"))
                    .containsExactly("old", "lost", "lost", "lost");
        }
    }

    @ParameterizedTest
    @CsvSource({"Swap, public.part", "InPlace, public.t"})
    void rowsThatOthersWriteToAPartitionAreNoticed(Mode mode, String named) {
        try (WrittenTables tables = new WrittenTables(
                TestServer.newer(),
                "create table t (id int primary key, v text) partition by range (id)",
                "create table part partition of t for values from (0) to (1000)")) {
            SyncException cause =
                    TwoTables.refused(tables.whileLocking(mode, TargetWrites.Refuse, WRITE), Reason.TargetWritten);
            assertThat(cause.getMessage()).contains(named + " (about 3)");
        }
    }

    static Stream<Arguments> phases() {
        return Stream.of(
                arguments(Phase.Preparing, WrittenTables.SLOW_PREPARING),
                arguments(Phase.Copying, "alter table t add check (slow(v) <> '')"),
                arguments(Phase.Indexing, "create index on t (slow(v))"),
                arguments(Phase.Verifying, "create materialized view mv as select slow(v) from t"));
    }

    @ParameterizedTest
    @MethodSource("phases")
    void rowsWrittenInAnyPhaseAreRefused(Phase phase, String slowed) {
        try (WrittenTables tables = new WrittenTables(TestServer.newer(), TABLE)) {
            SyncOutcome outcome = writtenIn(phase, tables, slowed, TargetWrites.Refuse);
            assertThat(TwoTables.refused(outcome, Reason.TargetWritten).getMessage())
                    .contains("public.t (about 1)");
        }
    }

    @ParameterizedTest
    @MethodSource("phases")
    void rowsWrittenInAnyPhaseAreInTheWarningAndInTheHistory(Phase phase, String slowed) {
        try (WrittenTables tables = new WrittenTables(TestServer.older(), TABLE)) {
            assertWarned(tables, writtenIn(phase, tables, slowed, TargetWrites.Warn));
        }
    }

    private static SyncOutcome writtenIn(Phase phase, WrittenTables tables, String slowed, TargetWrites choice) {
        tables.target().execute(WrittenTables.SLOW, WrittenTables.SLOW_STAGE, slowed);
        RecordedProgress progress = new RecordedProgress(Map.of(), () -> {});
        TestSession holder = tables.stopSlow();
        CompletableFuture<SyncOutcome> run = tables.start(tables.request(Mode.Swap, choice), progress);
        tables.awaitWaiting("advisory");
        await().atMost(WrittenTables.PATIENCE).until(() -> progress.phases().getLast() == phase);
        tables.writeDeleting();
        holder.execute("commit");
        return run.join();
    }

    // A writer of that moment does not wait with `Block` either: the run has written nothing yet.
    @ParameterizedTest
    @CsvSource({"Swap, Warn", "Swap, Block", "InPlace, Warn", "InPlace, Block"})
    void rowsWrittenWhileTheRunValidatesAreInTheWarning(Mode mode, TargetWrites choice) {
        try (WrittenTables tables = new WrittenTables(TestServer.newer(), TABLE)) {
            assertWarned(tables, writtenWhileValidating(tables, mode, choice));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void rowsWrittenWhileTheRunValidatesAreRefused(Mode mode) {
        try (WrittenTables tables = new WrittenTables(TestServer.newer(), TABLE)) {
            TwoTables.refused(writtenWhileValidating(tables, mode, TargetWrites.Refuse), Reason.TargetWritten);
        }
    }

    private static SyncOutcome writtenWhileValidating(WrittenTables tables, Mode mode, TargetWrites choice) {
        ProgressSink writing = new ProgressSink() {
            @Override
            public void report(Progress progress) {
                // this test waits for the plan
            }

            @Override
            public void planned(Plan plan) {
                tables.writeDeleting();
            }
        };
        return tables.start(tables.request(mode, choice), writing).join();
    }

    private static void assertWarned(WrittenTables tables, SyncOutcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Synced.class,
                        synced -> assertThat(synced.warnings()).anyMatch(w -> w.contains("public.t (about 1)")));
        assertThat(tables.target().value("select warning from databasesync.run"))
                .contains("public.t (about 1)");
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void aRunThatNobodyDisturbsRefusesNothing(Mode mode) {
        try (WrittenTables tables = new WrittenTables(TestServer.newer(), TABLE)) {
            for (int i = 0; i < 2; i++) {
                assertThat(tables.start(mode, TargetWrites.Refuse).join())
                        .isInstanceOfSatisfying(
                                Synced.class,
                                synced -> assertThat(synced.warnings()).noneMatch(w -> w.contains("others wrote")));
            }
        }
    }
}
