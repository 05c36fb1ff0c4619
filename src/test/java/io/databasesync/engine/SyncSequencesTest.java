package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.engine.Cases;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sequences belong to the selection: those that selected tables use, and those that the patterns name.
class SyncSequencesTest {
    private static final String STATE = """
            select format('%s %s %s %s %s %s %s %s %s', c.oid::regclass, c.relpersistence, seqtypid::regtype, seqstart,
              seqincrement, seqmax, seqmin, seqcache, seqcycle)
            from pg_sequence join pg_class c on c.oid = seqrelid
            where c.relnamespace = 'public'::regnamespace order by 1""";

    // failure 9: duplicate keys after a sync, because sequences stand still
    @ParameterizedTest
    @EnumSource
    void sequencesOfEveryKindKeepTheirState(Pair servers) {
        Scenario scenario = Cases.of(servers, "unowned-sequences");
        scenario.afterSync(target -> {
                    assertThat(position(target, "s1_id_seq")).isEqualTo("727 true");
                    assertThat(position(target, "s2_id_seq")).isEqualTo("9223372036854775807 true");
                    assertThat(position(target, "\"Seq three\"")).isEqualTo("-32729 true");
                    assertThat(position(target, "shared")).isEqualTo("23 true");
                    assertThat(position(target, "never")).isEqualTo("5 false");
                    assertThat(position(target, "s8_id_seq")).isEqualTo("1 true");
                    assertThat(target.column(STATE))
                            .contains(
                                    "s6_id_seq u integer 1 1 2147483647 1 1 f",
                                    "s1_id_seq p integer 1000 -7 5000 -2000000000 20 t",
                                    "shared p bigint 3 5 9223372036854775807 1 1 f");
                })
                .play();
        Cases.of(servers, "unowned-sequences").mode(Mode.InPlace).play();
    }

    @ParameterizedTest
    @EnumSource(names = {"Swap", "InPlace"})
    void aSequenceOfTheApplicationFollowsTheSource(Mode mode) {
        Cases.of(Pair.OLDER_TO_NEWER, "hibernate-sequence")
                .mode(mode)
                .afterSync(target -> assertThat(position(target, "foo_seq")).isEqualTo("501 true"))
                .play();
    }

    @ParameterizedTest
    @EnumSource(names = {"Swap", "InPlace"})
    void aSequenceThatADefaultNamesByATextFollowsTheSource(Mode mode) {
        Cases.of(Pair.OLDER_TO_NEWER, "late-bound-nextval")
                .include("public.foo")
                .mode(mode)
                .afterSync(target -> assertThat(position(target, "foo_seq")).isEqualTo("500 true"))
                .play();
    }

    @ParameterizedTest
    @EnumSource(names = {"Swap", "InPlace"})
    void aSequenceOfADomainFollowsTheSource(Mode mode) {
        Cases.of(Pair.OLDER_TO_NEWER, "domain-default-sequence")
                .include("public.foo")
                .mode(mode)
                .afterSync(target -> assertThat(position(target, "ds")).isEqualTo("500 true"))
                .play();
    }

    @ParameterizedTest
    @ValueSource(strings = {"late-bound-nextval", "domain-default-sequence", "hibernate-sequence"})
    void aMissingSequenceIsMade(String name) {
        String before = name.startsWith("hibernate") ? "create table foo(id bigint primary key, v text)" : "select 1";
        Cases.of(Pair.OLDER_TO_NEWER, name)
                .respelled(definition -> definition.replace("nextval('ds'", "nextval('public.ds'"))
                .target("drop table foo; drop domain if exists did; drop sequence if exists ds, foo_seq", before)
                .afterSync(target -> {
                    String sequence = name.startsWith("domain") ? "ds" : "foo_seq";
                    assertThat(position(target, sequence)).matches("50[01] true");
                })
                .play();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void nestedDomainsAndCastsAreSeenThrough(Mode mode) {
        String[] tables = {
            "create sequence a",
            "create sequence b",
            "create schema app",
            "create sequence app.c",
            "create sequence d",
            "create domain d1 as bigint default nextval('a'); create domain d2 as d1 not null",
            "create table t (a d2 primary key, b int default nextval('public.b'::varchar::regclass)::int,"
                    + " c numeric default nextval('app.\"c\"'::text), x bigint default 1000 * nextval('d'))"
        };
        Pair.NEWER_TO_OLDER
                .scenario()
                .both(tables)
                .source("insert into t default values; insert into t default values")
                .target("insert into t default values")
                .include("public.t")
                .mode(mode)
                .afterSync(target -> {
                    for (String sequence : List.of("a", "b", "app.c", "d")) {
                        assertThat(position(target, sequence)).isEqualTo("2 true");
                    }
                })
                .play();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void aSequenceIsNeverBehindAValueInUse(Mode mode) {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(
                        "create sequence s",
                        "create table t (id bigint primary key default nextval('s'))",
                        "create table other (id int default nextval('s'))",
                        "create table u (id serial primary key)",
                        "create sequence down increment -1",
                        "create table n (id int default nextval('down'))")
                .source("insert into t values (40), (9223372036854775807)", "insert into u values (7)")
                .source("insert into n values (-30)")
                .target("insert into other values (70)", "select nextval('s')")
                .exclude("public.other")
                .mode(mode)
                .afterSync(target -> {
                    assertThat(position(target, "s")).isEqualTo("71 false");
                    assertThat(position(target, "u_id_seq")).isEqualTo("8 false");
                    assertThat(position(target, "down")).isEqualTo("-31 false");
                })
                .play();
    }

    @Test
    void aRollbackPutsSequencesBack() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both("create sequence app", "create sequence used", "create sequence kept cache 3 cycle maxvalue 900")
                .both("create table t (id bigint primary key default nextval('used'))")
                .source("insert into t default values", "select setval('app', 50), setval('kept', 60, false)")
                .target("insert into t values (1)", "select setval('app', 7), setval('used', 900)")
                .afterSync(target -> {
                    assertThat(position(target, "app")).isEqualTo("50 true");
                    assertThat(position(target, "used")).isEqualTo("1 true");
                    assertThat(position(target, "kept")).isEqualTo("60 false");
                })
                .afterRollback(target -> {
                    assertThat(position(target, "app")).isEqualTo("7 true");
                    assertThat(position(target, "used")).isEqualTo("900 true");
                    assertThat(position(target, "kept")).isEqualTo("1 false");
                })
                .play();
    }

    @Test
    void aSequenceKeepsItsParametersOwnerAndGrants() {
        String state = "select relowner::regrole || ' ' || relacl::text || ' ' || relpersistence::text from pg_class"
                + " where oid = 's'::regclass";
        Pair.NEWER_TO_OLDER
                .scenario()
                .source("create sequence s; create table t (id int default nextval('s')); select nextval('s')")
                .target("create unlogged sequence s increment 3 cache 9 maxvalue 99 cycle")
                .target("create table t (id int default nextval('s'))", "grant usage on sequence s to public")
                .afterSync(target -> {
                    assertThat(target.value(state)).contains("=U/").endsWith(" u");
                    assertThat(target.column(STATE)).containsExactly("s u bigint 1 3 99 1 9 t");
                })
                .play();
    }

    @Test
    void sequencesThatAreExcludedOrBelongToOtherTablesAreLeftAlone() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(
                        "create table t (id int)",
                        "create table x (id serial)",
                        "create sequence y_seq",
                        "create table y (id int default nextval('y_seq'))",
                        "create sequence left_alone")
                .source("select setval('x_id_seq', 9), setval('y_seq', 9), setval('left_alone', 9)")
                .exclude("public.x", "public.y", "public.left*")
                .afterSync(target -> {
                    for (String sequence : List.of("x_id_seq", "y_seq", "left_alone")) {
                        assertThat(position(target, sequence)).isEqualTo("1 false");
                    }
                })
                .play();
    }

    @Test
    void aPatternMayMatchOnlySequencesButNotNothing() {
        Scenario scenario = Pair.OLDER_TO_NEWER
                .scenario()
                .source("create table t (id serial); create sequence s; select nextval('s')");
        scenario.include("public.t", "public.s")
                .afterSync(target -> assertThat(position(target, "s")).isEqualTo("1 true"))
                .play();
        assertThat(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source("create table t (id serial)")
                        .include("public.t", "public.t_id_seq")
                        .failsIn(Phase.Validating, Reason.UnmatchedPattern)
                        .getMessage())
                .contains("public.t_id_seq");
    }

    @Test
    void aRunThatFailsAtItsCommitLeavesSequencesAsTheyWere() {
        try (TestDatabase source = TestServer.older().createDatabase();
                TestDatabase target = TestServer.newer().createDatabase()) {
            source.execute("create sequence s; create sequence app; create sequence only_here");
            target.execute("create sequence s; create sequence app");
            source.execute("create table t (id int default nextval('s'))", "select setval('app', 9)");
            target.execute("create table t (id int default nextval('s'))", "insert into t default values");
            source.execute("insert into t select from generate_series(1, 20)");
            assertThat(run("good", source, target)).isInstanceOf(Synced.class);
            target.execute(
                    "select setval('app', 3), setval('s', 4)",
                    "create function no() returns trigger language plpgsql as 'begin raise ''no''; end'",
                    "create constraint trigger no after update on databasesync.run deferrable initially deferred"
                            + " for each row when (new.status = 'succeeded') execute function no()");
            SyncOutcome failed = run("bad", source, target);
            assertThat(failed).isInstanceOf(RolledBack.class);
            assertThat(position(target, "app")).isEqualTo("3 true");
            assertThat(position(target, "s")).isEqualTo("4 true");
        }
    }

    private static SyncOutcome run(String runId, TestDatabase source, TestDatabase target) {
        return new SyncEngine()
                .run(
                        SyncRequest.of(Direction.RemoteToLocal, source.endpoint(), target.endpoint())
                                .runId(runId)
                                .operation(Operation.Sync)
                                .tables(TableSelection.ALL)
                                .safety(new Safety(1, Duration.ofSeconds(5), 100))
                                .requestedBy("a test")
                                .build(),
                        ProgressSink.NONE,
                        new Cancellation());
    }

    static String position(TestDatabase target, String sequence) {
        return target.value("select format('%s %s', last_value, case when is_called then 'true' else 'false' end) from "
                + sequence);
    }
}
