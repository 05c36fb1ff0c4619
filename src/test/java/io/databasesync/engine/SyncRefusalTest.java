package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.Endpoints.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableSelection.Missing;
import io.databasesync.testing.engine.Databases;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is refused before the first write. `Scenario.failsIn` checks that the target is then as it was: every object,
/// definition, value of a sequence and row, and no schema of ours but the one with the history.
class SyncRefusalTest {
    private static final String TABLE = "create table t (id int primary key, v text)";

    @Test
    void refusesATemporaryTableWhichIsItsSessionsOwn() {
        assertThatSync(scenario()
                        .both(TABLE)
                        .source(database -> {
                            database.execute("create temporary table draft (id int primary key)");
                            assertThat(database.value("select relpersistence from pg_class where relname = 'draft'"))
                                    .isEqualTo("t"); // the session lasts as long as the database's object
                        })
                        .include("public.t", "pg_temp*.draft")
                        .failsIn(Phase.Validating, Reason.UnmatchedPattern))
                .naming("pg_temp*.draft");
    }

    // failure 1: a table is skipped without a word
    @Test
    void refusesAPatternThatMatchesNothing() {
        assertThatSync(scenario()
                        .both(TABLE)
                        .include("public.t", "public.tt*")
                        .failsIn(Phase.Validating, Reason.UnmatchedPattern))
                .about("tables.include")
                .naming("public.tt*")
                .advising("public.t?");
    }

    @Test
    void refusesATargetThatIsProtected() {
        assertThatSync(scenario()
                        .both(TABLE)
                        .targetEndpoint(target -> target.withReadOnly(true))
                        .failsIn(Phase.Validating, Reason.EndpointReadOnly))
                .naming("test_");
    }

    @Test
    void readsFromASourceThatIsProtected() {
        scenario()
                .source(TABLE)
                .sourceEndpoint(source -> source.withReadOnly(true))
                .play();
    }

    // failure 45: the wrong way round
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void refusesToSyncADatabaseWithItselfHoweverItIsAddressed(String host) {
        var failure = within().target(TABLE, "insert into t values (1, 'precious')")
                .withItself(endpoint -> at(new HostPort(host, TestServer.newer().port()), endpoint))
                .failsIn(Phase.Validating, Reason.SameDatabase);

        assertThat(failure.getMessage()).containsPattern("test_\\d+");
    }

    // failure 21: columns differ
    @Test
    void namesTheColumnThatDiffersAndTheStatementThatFixesIt() {
        assertThatSync(scenario()
                        .source("create table t (id int primary key, v varchar(20))")
                        .target("create table t (id int primary key, v varchar(10))")
                        .failsIn(Phase.Validating, Reason.SchemaDrift))
                .about("table public.t")
                .naming("column v", "character varying(20)", "character varying(10)")
                .withFix("ALTER TABLE public.t ALTER COLUMN v TYPE character varying(20)");
    }

    @Test
    void refusesToIntersectTablesThatHaveNoColumnInCommon() {
        assertThatSync(scenario()
                        .source("create table t (a int)", "insert into t values (1)")
                        .target("create table t (b int)")
                        .intersect("a")
                        .failsIn(Phase.Validating, Reason.SchemaDrift))
                .about("table public.t")
                .withFix();
    }

    @Test
    void namesTheColumnThatTheTargetLacks() {
        assertThatSync(scenario()
                        .source("create table t (id int primary key, v text, w jsonb)")
                        .target("create table t (id int primary key, v text)")
                        .failsIn(Phase.Validating, Reason.SchemaDrift))
                .about("table public.t")
                .withFix("ALTER TABLE public.t ADD COLUMN w jsonb");
    }

    @Test
    void namesTheColumnThatTheSourceLacks() {
        assertThatSync(scenario()
                        .source("create table t (id int primary key)")
                        .target("create table t (id int primary key, v text)")
                        .failsIn(Phase.Validating, Reason.SchemaDrift))
                .about("table public.t")
                .withFix("ALTER TABLE public.t DROP COLUMN v");
    }

    // failure 20: types differ
    @Test
    void refusesAnEnumThatLacksAValue() {
        assertThatSync(scenario()
                        .source("create type mood as enum ('a', 'b', 'c')", "create table t (m mood)")
                        .target("create type mood as enum ('a', 'b')", "create table t (m mood)")
                        .failsIn(Phase.Validating, Reason.SchemaDrift))
                .about("types of the tables")
                .withFix("ALTER TYPE public.mood ADD VALUE 'c' AFTER 'b'");
    }

    @Test
    void refusesToCreateATableThatMustExist() {
        assertThatSync(scenario().source(TABLE).missing(Missing.Fail).failsIn(Phase.Validating, Reason.TableMissing))
                .about("table public.t")
                .advising("tables.missing: Create");
    }

    @Test
    void refusesAForeignKeyFromASelectedTableToOneThatIsNotSelectedAndMissing() {
        assertThatSync(scenario()
                        .source(
                                TABLE,
                                "create table child (id int primary key, t int references t)",
                                "insert into t values (1, 'x')",
                                "insert into child values (1, 1)")
                        .include("public.child")
                        .failsIn(Phase.Validating, Reason.ForeignKeyOutside))
                .about("foreign key child_t_fkey of public.child")
                .advising("include public.t too");
    }

    @Test
    void refusesASecondRunWhileOneIsUnderWay() {
        List<SyncOutcome> second = new CopyOnWriteArrayList<>();
        scenario()
                .both(TABLE)
                .source("insert into t values (1, 'new')")
                .during(Phase.Copying, (databases, _) -> second.add(anotherRun(databases)))
                .afterSync(_ -> assertThat(second)
                        .allSatisfy(outcome -> assertThat(outcome).isInstanceOfSatisfying(RolledBack.class, end -> {
                            assertThat(end.cause().reason()).isEqualTo(Reason.TargetBusy);
                            assertThat(end.failedIn()).isEqualTo(Phase.Validating);
                            assertThat(end.cause().getMessage()).containsAnyOf("first", "second");
                        }))
                        .isNotEmpty())
                .play();
    }

    private static SyncOutcome anotherRun(Databases databases) {
        var request = SyncRequest.of(
                        Direction.RemoteToLocal,
                        databases.source().endpoint(),
                        databases.target().endpoint())
                .runId("the second")
                .operation(Operation.Sync)
                .requestedBy("somebody else")
                .build();
        return new SyncEngine().run(request, ProgressSink.NONE, new Cancellation());
    }

    @Test
    void refusesATableUnderAMaterializedViewThatCannotBeBuiltAgain() {
        assertThatSync(scenario()
                        .both(TABLE)
                        .target(
                                "insert into t values (1, 'old')",
                                "create function seen(text) returns text language plpgsql as 'begin return $1; end'",
                                "create materialized view m as select seen(v) from t")
                        .mode(Mode.Swap)
                        .failsIn(Phase.Validating, Reason.DependentBlocks))
                .about("table public.t")
                .naming("public.m", "public.seen(text)");
    }

    @Test
    void refusesATableWhoseRowsAFunctionReturns() {
        assertThatSync(scenario()
                        .both(TABLE)
                        .target("create function all_of_them() returns setof t language sql as 'select * from t'")
                        .mode(Mode.Swap)
                        .failsIn(Phase.Validating, Reason.DependentBlocks))
                .about("table public.t")
                .naming("all_of_them");
    }

    @Test
    void refusesATableThatAnotherTableInherits() {
        assertThatSync(scenario()
                        .both(TABLE)
                        .target("create table child () inherits (t)")
                        .mode(Mode.Swap)
                        .failsIn(Phase.Validating, Reason.DependentBlocks))
                .about("table public.t")
                .naming("public.child")
                .advising("mode: Auto");
    }

    @Test
    void refusesAPublicationForAllTables() {
        assertThatSync(scenario()
                        .both(TABLE)
                        .target("create publication everything for all tables")
                        .mode(Mode.Swap)
                        .failsIn(Phase.Validating, Reason.DependentBlocks))
                .about("table public.t")
                .naming("everything");
    }

    @Test
    void refusesToReplaceAViewByATable() {
        assertThatSync(scenario()
                        .source(TABLE)
                        .target("create view t as select 1 as id, ''::text as v")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.t");
    }

    // A table that was renamed on the source has left the names of what belongs to it as they were.
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void namesWhatHasTheNameOfAnIndexSequenceOrStatisticsThatATableToCreateBrings(Mode mode) {
        String[] users = {
            "create table users (id serial primary key, a int, b int)",
            "create statistics users_ab on a, b from users",
            "create table other (id int)"
        };
        List<String> statements = scenario()
                .both(users)
                .source("alter table users rename to accounts", "insert into accounts (a, b) values (2, 3)")
                .target("insert into users (a, b) values (2, 3)")
                .mode(mode)
                .mends(Reason.UnsupportedTable);

        assertThat(statements)
                .containsExactlyInAnyOrder(
                        "ALTER INDEX public.users_pkey RENAME TO users_pkey_old",
                        "ALTER SEQUENCE public.users_id_seq RENAME TO users_id_seq_old",
                        "ALTER STATISTICS public.users_ab RENAME TO users_ab_old");
    }

    private static Scenario scenario() {
        return Pair.NEWER_TO_OLDER.scenario();
    }

    private static Scenario within() {
        return new Scenario(TestServer.newer(), TestServer.newer());
    }
}
