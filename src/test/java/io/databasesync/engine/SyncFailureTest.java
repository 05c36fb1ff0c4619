package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// For each phase after validation something that fails it halfway. `Scenario.failsIn` checks that the target is then
/// as it was: every object, definition, value of a sequence and row, and no schema of ours but the one with the
/// history.
class SyncFailureTest {
    private static final String TABLE = "create table t (id int primary key, v text)";
    private static final Duration SHORT = Duration.ofMillis(200);

    // Preparing

    @Test
    void namesAFunctionOfANewerServer() {
        var failure = scenario()
                .source("create table t (id int primary key, v float8 default random_normal())")
                .failsIn(Phase.Validating, Reason.UnsupportedTable);

        assertThatSync(failure).about("table public.t").naming("random_normal");
    }

    // Copying

    @Test
    void stopsAtARowThatATargetsCheckRefuses() {
        var failure = scenario()
                .source(
                        "create table t (id int primary key, v int)",
                        "insert into t select i, i from generate_series(1, 1000) i")
                .target(
                        "create table t (id int primary key, v int constraint small check (v < 900))",
                        "insert into t values (1, 1)")
                .failsIn(Phase.Copying, Reason.CopyFailed);

        assertThatSync(failure).about("table public.t").naming("small");
        assertThat(failure.sqlState()).contains("23514");
    }

    @Test
    void anInfiniteIntervalIsRefusedByAServerThatHasNone() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .source("create table t (id int, i interval)", "insert into t values (1, 'infinity')")
                        .failsIn(Phase.Copying, Reason.CopyFailed))
                .about("table public.t");
    }

    @Test
    void stopsAtARowThatATargetsNotNullRefuses() {
        var failure = scenario()
                .source("create table t (id int primary key, v int)", "insert into t values (1, null)")
                .target("create table t (id int primary key, v int not null)", "insert into t values (1, 1)")
                .failsIn(Phase.Copying, Reason.CopyFailed);

        assertThatSync(failure).about("table public.t").naming("column v");
    }

    // failure 5: the target is empty after a crash
    @Test
    void cancelsWhileItCopies() {
        var failure = scenario()
                .source(
                        TABLE,
                        "insert into t select i, repeat(md5(i::text), 30) from generate_series(1, 200000) i",
                        "analyze t")
                .target(TABLE, "insert into t values (1, 'old')")
                .whileCopying((_, cancellation) -> cancellation.request())
                .failsIn(Phase.Copying, Reason.Cancelled);

        assertThatSync(failure).naming("cancelled");
    }

    /// Neither the reading nor the writing thread may wait for the other one, which has gone.
    @Test
    void endsAtABugWhileItCopies() {
        var failure = scenario()
                .source(
                        TABLE,
                        "insert into t select i, repeat(md5(i::text), 30) from generate_series(1, 200000) i",
                        "analyze t")
                .target(TABLE, "insert into t values (1, 'old')")
                .whileCopying((_, _) -> {
                    throw new IllegalStateException("a bug");
                })
                .failsIn(Phase.Copying, Reason.InternalError);

        assertThatSync(failure).naming("a bug");
    }

    @Test
    void cancelsBeforeItPublishes() {
        scenario()
                .source(TABLE, "insert into t values (1, 'new')")
                .target(TABLE, "insert into t values (1, 'old')")
                .during(Phase.Verifying, (_, cancellation) -> cancellation.request())
                .failsIn(Phase.Verifying, Reason.Cancelled);
    }

    @Test
    void keepsTheTargetWhenTheSourceEndsOurSessions() {
        var failure = scenario()
                .source(
                        TABLE,
                        "insert into t select i, repeat(md5(i::text), 30) from generate_series(1, 200000) i",
                        "analyze t")
                .target(TABLE, "insert into t values (1, 'old')")
                .whileCopying((databases, _) -> endSessions(databases.source()))
                .failsIn(Phase.Copying, Reason.ConnectionLost);

        assertThat(failure.retryable()).isTrue();
    }

    // failure 26: the snapshot is lost
    @Test
    void keepsTheTargetWhenTheSessionThatHoldsTheSnapshotEnds() {
        var failure = scenario()
                .source(TABLE, "insert into t values (1, 'new')")
                .target(TABLE, "insert into t values (1, 'old')")
                .during(Phase.Copying, (databases, _) -> endSessions(databases.source()))
                .failsIn(Phase.Copying, Reason.ConnectionLost);

        assertThat(failure.retryable()).isTrue();
    }

    // failure 30: the network drops in the middle of COPY
    @Test
    void goesOnWhenTheTargetEndsOurSessions() {
        scenario()
                .source(
                        TABLE,
                        "insert into t select i, repeat(md5(i::text), 30) from generate_series(1, 200000) i",
                        "analyze t")
                .target(TABLE, "insert into t values (1, 'old')")
                .whileCopying((databases, _) -> endSessions(databases.target()))
                .once((source, target) -> assertThat(target.contentHashes(source.tables()))
                        .isEqualTo(source.contentHashes(source.tables())));
    }

    // Indexing

    // failure 15: invalid indexes stay
    @Test
    void stopsAtRowsThatATargetsUniqueIndexRefuses() {
        var failure = scenario()
                .source("create table t (id int primary key, v text)", "insert into t values (1, 'same'), (2, 'same')")
                .target(TABLE, "create unique index t_once on t (v)", "insert into t values (1, 'old')")
                .failsIn(Phase.Indexing, Reason.IndexFailed);

        assertThatSync(failure).about("index t_once on public.t");
        assertThat(failure.sqlState()).contains("23505");
    }

    @Test
    void stopsAtRowsThatATargetsForeignKeyRefuses() {
        var failure = scenario()
                .source("create table p (id int primary key)", "create table c (p int)", "insert into c values (7)")
                .target("create table p (id int primary key)", "create table c (p int constraint to_p references p)")
                .failsIn(Phase.Verifying, Reason.IndexFailed);

        assertThatSync(failure).about("table public.c").naming("to_p");
    }

    @Test
    void keepsWhatAnEarlierSyncPublished() {
        scenario()
                .source("create table t (id int primary key, v text)", "insert into t values (1, 'a'), (2, 'b')")
                .target(TABLE, "create unique index t_once on t (v)")
                .thenFailsIn(Phase.Indexing, Reason.IndexFailed, "update t set v = 'same'");
    }

    // Publishing

    @Test
    void givesUpWhenAnotherTransactionHoldsATable() {
        var failure = scenario()
                .source(TABLE, "insert into t values (1, 'new')")
                .target(TABLE, "insert into t values (1, 'old')")
                .target(SyncFailureTest::read)
                .safety(1, SHORT)
                .failsIn(Phase.Publishing, Reason.TargetLocked);

        assertThatSync(failure).naming("public.t");
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void publishesOnceTheOtherTransactionIsOver() {
        scenario()
                .source(TABLE, "insert into t values (1, 'new')")
                .target(TABLE, "insert into t values (1, 'old')")
                .safety(1, SHORT)
                .during(Phase.Publishing, (databases, _) -> {
                    read(databases.target());
                    Thread.ofVirtual().start(() -> closeOnceWaitedFor(databases.target()));
                })
                .play();
    }

    @Test
    void refusesToPublishAroundAForeignKeyThatNewContentBreaks() {
        assertThatSync(scenario()
                        .both(TABLE)
                        .source("insert into t values (1, 'new')")
                        .target(
                                "insert into t values (1, 'old'), (2, 'old')",
                                "create table note (t int constraint of_note references t)",
                                "insert into note values (2)")
                        .include("public.t")
                        .failsIn(Phase.Validating, Reason.ForeignKeyOutside))
                .naming("of_note");
    }

    private static Scenario scenario() {
        return Pair.NEWER_TO_OLDER.scenario();
    }

    private static void endSessions(TestDatabase database) {
        database.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and application_name like 'databasesync%'");
    }

    private static void read(TestDatabase target) {
        target.session("reader").execute("begin", "select * from t");
    }

    private static void closeOnceWaitedFor(TestDatabase target) {
        await().until(() -> !target.column("select 1 from pg_locks where not granted and relation = 't'::regclass")
                .isEmpty());
        target.session("reader").close();
    }
}
