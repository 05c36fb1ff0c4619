package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.TableName;
import io.databasesync.testing.engine.KilledSync;
import io.databasesync.testing.engine.OldReader;
import io.databasesync.testing.engine.ResumedRun;
import io.databasesync.testing.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A process of a run goes on where an earlier one stopped: what it has copied and built is kept if it is what this
/// process would make, and if its content is the source's still.
class SyncResumeTest {
    private static final String A = "create table a (id int primary key, v text unique)";
    private static final String B = "create table b (id int primary key, a_id int references a)";
    /// More than a megabyte: the table is copied by itself, and each index is a step of its own.
    private static final String MANY_ROWS_A =
            "insert into a select i, lpad(i::text, 300, 'v') from generate_series(1, 8000) i";
    private static final String ROWS_A = "insert into a select i, 'v' || i from generate_series(1, 1000) i";
    private static final String ROWS_B = "insert into b select i, i from generate_series(1, 1000) i";

    private static final String MOOD = "create schema extra; create type extra.mood as enum ('calm')";
    private static final String MOODY =
            "create sequence extra.s; create table extra.moody (m extra.mood, n int default nextval('extra.s'))";

    private final ResumedRun run = new ResumedRun();

    @AfterEach
    void close() {
        run.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"Indexing", "Verifying", "Publishing"})
    void keepsWhatIsCopiedAndBuilt(Phase phase) {
        run.source(A, B, ROWS_A, ROWS_B)
                .target(
                        A,
                        B,
                        "grant select on a to public",
                        "alter default privileges grant select on tables to public");
        run.drainedIn(phase);
        Map<String, String> before = run.oids(run.stage());

        Synced synced = run.resumed();

        assertThat(synced.kept()).containsExactly(name("a"), name("b"));
        assertThat(synced.bytes()).as("over the wire").isZero();
        assertThat(run.oids("public")).containsAllEntriesOf(before);
        assertThat(run.target.column("select relacl::text from pg_class where oid = 'a'::regclass"))
                .containsExactly("{postgres=arwdDxtm/postgres,=r/postgres}");
        assertThat(run.target.column(
                        "select conname from pg_constraint where contype = 'f' and conrelid = 'b'::regclass"))
                .containsExactly("b_a_id_fkey");
    }

    @Test
    void keepsIndexesAndConstraintsOfAFinishedTable() {
        run.source(A, B, ROWS_A, ROWS_B);
        run.drainedIn(Phase.Verifying);

        assertThat(run.oids(run.stage())).containsOnlyKeys("a", "a_pkey", "a_v_key", "b", "b_pkey");
    }

    @Test
    void saysWhatItKept() {
        run.source(A, B, ROWS_A, ROWS_B);
        run.drainedIn(Phase.Verifying);
        run.source("insert into a values (0, 'new')");

        Synced synced = run.resumed();

        assertThat(synced.kept()).containsExactly(name("b"));
        assertThat(synced.verification())
                .isEqualTo("Counts: 2 tables, 2001 rows equal; 1 of them kept from an earlier attempt by checksum");
        assertThat(run.target.rows("select status, verification, error from databasesync.run"))
                .containsExactly(TestDatabase.row("succeeded", synced.verification(), null));
    }

    @ParameterizedTest
    @EnumSource
    void copiesATableAgainWhoseContentChangedMeanwhile(Comparison verification) {
        run.source(A, B, ROWS_A, ROWS_B).verification(verification);
        run.drainedIn(Phase.Verifying);
        run.source("update a set v = 'new' where id = 7");

        assertThat(run.resumed().kept()).containsExactly(name("b"));
        assertThat(run.target.value("select v from a where id = 7")).isEqualTo("new");
    }

    @Test
    void copiesATableAgainIfSomebodyWroteToItsStage() {
        run.source(A, B, ROWS_A, ROWS_B);
        run.drainedIn(Phase.Verifying);
        run.target("update %s.a set v = 'forged' where id = 7".formatted(run.stage()));

        assertThat(run.resumed().kept()).containsExactly(name("b"));
        assertThat(run.target.value("select v from a where id = 7")).isEqualTo("v7");
    }

    @Test
    void copiesATableAgainThatCannotBeCompared() {
        run.source("create type mood as enum ('calm')", "create table m (id int, m mood)", A, ROWS_A)
                .source("insert into m values (1, 'calm')");
        run.drainedIn(Phase.Indexing);
        run.source("update pg_type set typoutput = 0 where typname = 'mood'");

        SyncOutcome outcome = run.during(
                Phase.Indexing,
                _ -> run.source("update pg_type set typoutput = 'enum_out'::regproc where typname = 'mood'"));

        assertThat(outcome)
                .isInstanceOfSatisfying(Synced.class, s -> assertThat(s.kept()).containsExactly(name("a")));
        assertThat(run.target.value("select m from m")).isEqualTo("calm");
    }

    @ParameterizedTest
    @EnumSource(names = {"Indexing", "Verifying"})
    void makesATableAnewWhoseDefinitionChanged(Phase phase) {
        run.both(A, B).source(ROWS_A, ROWS_B);
        run.drainedIn(phase);
        run.target("alter table a alter v set default 'nothing'");

        assertThat(run.resumed().kept()).containsExactly(name("b"));
        assertThat(run.target.column("select column_default from information_schema.columns where table_name = 'a'"))
                .contains("'nothing'::text");
    }

    @Test
    void keepsTheIndexesThatAreBuiltAndBuildsTheOthers() throws SQLException {
        run.both(A).source(MANY_ROWS_A).target("create index good on a (v, id)", "create index other on a (id, v)");
        try (Connection _ = run.gate()) {
            run.target("create index slow on a (gate(id))");
            run.drainedWhen(progress -> progress.indexes().done() == 4);
        }
        Map<String, String> before = run.oids(run.stage());
        assertThat(before).containsOnlyKeys("a", "a_pkey", "a_v_key", "good", "other");
        run.target("drop index other", "create index other on a (id desc, v)");

        assertThat(run.resumed().kept()).containsExactly(name("a"));

        Map<String, String> after = run.oids("public");
        assertThat(after).containsOnlyKeys("a", "a_pkey", "a_v_key", "good", "other", "slow");
        assertThat(after).containsEntry("good", before.get("good")).containsEntry("a_pkey", before.get("a_pkey"));
        assertThat(run.target.value(
                        "select indexdef from pg_indexes where schemaname = 'public' and indexname = 'other'"))
                .contains("DESC");
    }

    @Test
    void doesNotTrustAnIndexThatIsNotValid() throws SQLException {
        run.both(A).source(MANY_ROWS_A);
        try (Connection _ = run.gate()) {
            run.target("create index slow on a (gate(id))");
            run.drainedWhen(progress -> progress.indexes().done() == 2);
        }
        String before = run.oids(run.stage()).get("a_v_key");
        run.target("update pg_index set indisvalid = false where indexrelid = " + before);

        assertThat(run.resumed().kept()).containsExactly(name("a"));

        assertThat(run.oids("public")).doesNotContainValue(before);
    }

    @Test
    void makesAFinishedTableAnewWhoseIndexesChanged() {
        run.both(A, B).source(ROWS_A, ROWS_B);
        run.drainedIn(Phase.Verifying);
        run.target("create index more on a (v, id)");

        assertThat(run.resumed().kept()).containsExactly(name("b"));
        assertThat(run.oids("public")).containsKey("more");
    }

    @Test
    void copiesWhatWasNotCopiedYet() throws SQLException {
        run.both(A, B).source(MANY_ROWS_A, ROWS_B); // small tables would be copied together
        try (Connection _ = run.gate()) {
            run.target("alter table b add check (gate(id))");
            run.drainedWhen(progress -> progress.tables().done() == 1);
        }
        String before = run.oids(run.stage()).get("a");

        assertThat(run.resumed().kept()).containsExactly(name("a"));
        assertThat(run.oids("public")).containsEntry("a", before);
    }

    @Test
    void countsKeptPartsAsPartsThatAnOldSnapshotDoesNotSee() {
        run.inParts()
                .both("create table t (id int primary key, v text)")
                .source("insert into t select i, repeat(md5(i::text), 10) from generate_series(1, 20000) i")
                .target("insert into t values (0, 'old')");
        OldReader old = OldReader.of(run.target);
        run.drainedIn(Phase.Indexing);
        List<String> seen = new CopyOnWriteArrayList<>();

        SyncOutcome outcome =
                run.during(Phase.Publishing, _ -> Thread.ofVirtual().start(() -> seen.add(old.readLate(run.target))));

        assertThat(outcome)
                .isInstanceOfSatisfying(Synced.class, s -> assertThat(s.kept()).containsExactly(name("t")));
        await().untilAsserted(() ->
                assertThat(seen).as("what the old snapshot showed").containsExactly("1"));
    }

    @Test
    void keepsWhatAKilledProcessHasCopied() {
        run.source(A, B, ROWS_A, ROWS_B);
        assertThat(KilledSync.run(ResumedRun.RUN_ID, run.source.uri(), run.target.uri(), Mode.Auto, Phase.Verifying))
                .isEqualTo(KilledSync.KILLED);
        Map<String, String> before = run.oids(run.stage());

        assertThat(run.resumed().kept()).containsExactly(name("a"), name("b"));
        assertThat(run.oids("public")).containsAllEntriesOf(before);
    }

    @Test
    void keepsWhatWasMadeForTheTables() {
        run.source(MOOD, MOODY);
        run.drainedIn(Phase.Verifying);
        String before = run.target.value("select oid::text from pg_type where typname = 'mood'");

        assertThat(run.resumed().kept()).hasSize(1);
        assertThat(run.target.value("select oid::text from pg_type where typname = 'mood'"))
                .isEqualTo(before);
    }

    @Test
    void makesEverythingAnewIfWhatItNeedsIsAnotherThing() {
        run.source(MOOD, MOODY);
        run.drainedIn(Phase.Verifying);
        run.source("alter type extra.mood add value 'wild'", "insert into extra.moody values ('wild')");

        assertThat(run.resumed().kept()).isEmpty();
    }

    @Test
    void takesInNewTablesAndDropsThoseThatAreGone() {
        run.both("create schema old", "create schema new").source(A, B, ROWS_A, ROWS_B, "create table old.o (id int)");
        run.drainedIn(Phase.Verifying);
        run.source("drop table b", "drop table old.o", "create table new.n (id int)");

        assertThat(run.resumed().kept()).containsExactly(name("a"));
        assertThat(run.target.tables()).containsExactly(new TableName("new", "n"), name("a"));
    }

    private static TableName name(String table) {
        return new TableName("public", table);
    }
}
