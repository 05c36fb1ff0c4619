package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever fails halfway of an in-place run: rows, indexes, foreign keys, sequences and the state of triggers are
/// what they were. `Scenario.failsIn` looks at all of them.
class InPlaceFailureTest {
    private static final String TABLE = "create table t (id serial primary key, v text)";
    private static final String[] AROUND = {
        "insert into t (v) values ('old'), ('older')",
        "create index t_v on t (v)",
        "create table note (t int constraint of_note references t)",
        "insert into note values (2)",
        "create function fire() returns trigger language plpgsql as $$begin return null; end$$",
        "create trigger drops_rows before insert on t for each row execute function fire()",
        "alter table t enable always trigger drops_rows"
    };

    @Test
    void aRowThatACheckRefuses() {
        scenario()
                .source("insert into t (v) select i from generate_series(1, 1000) i")
                .target("alter table t add constraint small check (id < 900)")
                .failsIn(Phase.Copying, Reason.CopyFailed);
    }

    @Test
    void rowsThatAUniqueIndexRefuses() {
        var failure = scenario()
                .source("insert into t (v) values ('same'), ('same')")
                .target("create unique index t_once on t (v)")
                .failsIn(Phase.Indexing, Reason.IndexFailed);

        assertThatSync(failure).naming("t_once", "public.t");
    }

    @Test
    void rowsThatAreGoneAndThatATableOutsideRefersTo() {
        var failure = scenario()
                .source("insert into t (v) values ('new')")
                .failsIn(Phase.Validating, Reason.ForeignKeyOutside);

        assertThatSync(failure).about("foreign key of_note of public.note").naming("by key (id): 1 missing;");
    }

    @Test
    void rowsThatTheSourceHasLostSinceTheyWereLookedUp() {
        var failure = scenario()
                .source("insert into t (id, v) values (2, 'new')")
                .during(Phase.Preparing, (databases, _) -> databases.source().execute("delete from t"))
                .failsIn(Phase.Indexing, Reason.ForeignKeyOutside);

        assertThatSync(failure).about("foreign key of_note of public.note");
    }

    @Test
    void aCancellationWhileItCopies() {
        scenario()
                .source(
                        "insert into t (v) select repeat(md5(i::text), 30) from generate_series(1, 200000) i",
                        "analyze t")
                .whileCopying((_, cancellation) -> cancellation.request())
                .failsIn(Phase.Copying, Reason.Cancelled);
    }

    @Test
    void aCancellationBeforeTheCommit() {
        scenario()
                .source("insert into t (v) values ('new'), ('new')", "select setval('t_id_seq', 1000)")
                .during(Phase.Publishing, (_, cancellation) -> cancellation.request())
                .failsIn(Phase.Publishing, Reason.Cancelled);
    }

    @ParameterizedTest
    @EnumSource(names = {"Copying", "Indexing", "Verifying", "Publishing"})
    void theEndOfTheSession(Phase phase) {
        var failure = scenario()
                .source("insert into t (v) values ('new'), ('new')")
                .during(phase, (databases, _) -> endInPlaceSession(databases.target()))
                .failsIn(phase, Reason.ConnectionLost);

        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void theLossOfTheLeaseBeforeTheCommit() {
        scenario()
                .source("insert into t (v) values ('new'), ('new')")
                .during(
                        Phase.Publishing,
                        (databases, _) -> databases
                                .target()
                                .execute("update databasesync.lease set run_id = 'another run', token = token + 1"))
                .failsIn(Phase.Publishing, Reason.TargetBusy);
    }

    @Test
    void aLockThatIsNotGivenInTime() {
        var failure = scenario()
                .source("insert into t (v) values ('new'), ('new')")
                .target(InPlaceFailureTest::read)
                .safety(1, Duration.ofMillis(100))
                .failsIn(Phase.Preparing, Reason.TargetLocked);

        assertThatSync(failure).naming("public.t");
    }

    @Test
    void aTableThatWasAlteredBeforeItWasLocked() {
        var failure = scenario()
                .source("insert into t (v) values ('new'), ('new')")
                .during(Phase.Preparing, (databases, _) -> databases.target().execute("create index another on t (id)"))
                .during(Phase.RollingBack, (databases, _) -> databases.target().execute("drop index another"))
                .failsIn(Phase.Preparing, Reason.PublishFailed);

        assertThatSync(failure).about("table public.t").advising("sync again");
    }

    @Test
    void waitsForALockAndGoesOnOnceItIsGiven() {
        scenario()
                .source("insert into t (v) values ('new'), ('new')")
                .safety(1, Duration.ofMillis(300))
                .during(Phase.Preparing, (databases, _) -> {
                    read(databases.target());
                    Thread.ofVirtual().start(() -> closeOnceWaitedFor(databases.target()));
                })
                .play();
    }

    private static Scenario scenario() {
        return Pair.NEWER_TO_OLDER
                .scenario()
                .mode(Mode.InPlace)
                .both(TABLE)
                .target(AROUND)
                .include("public.t");
    }

    /// The one that holds the lock; the others of the run are left alone.
    private static void endInPlaceSession(TestDatabase target) {
        assertThat(target.column("select pg_terminate_backend(pid) from pg_locks"
                        + " where relation = 't'::regclass and mode = 'AccessExclusiveLock' and granted"))
                .containsExactly("true");
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
