package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import org.junit.jupiter.api.Test;

/// Foreign keys between selected tables and others: which rows are missing, before anything is written.
class SyncForeignKeysTest {
    private static final String[] CITIES = {
        "create table country (code text, region int, primary key (code, region))",
        "create table city (id int primary key, code text, \"Region\" int,"
                + " constraint in_country foreign key (code, \"Region\") references country)"
    };

    @Test
    void namesTheKeysThatTheTargetLacksOfATableThatIsNotSelectedBeforeTheFirstWrite() {
        assertThatSync(scenario()
                        .both(CITIES)
                        .source(
                                "insert into country select 'c' || i, 1 from generate_series(10, 30) i",
                                "insert into city select i, 'c' || i, 1 from generate_series(10, 30) i",
                                "insert into city values (1, null, 7)")
                        .target("insert into country values ('c10', 1), ('c11', 1)")
                        .include("public.city")
                        .failsIn(Phase.Validating, Reason.ForeignKeyOutside))
                .naming(
                        "foreign key in_country",
                        "rows of public.city on the source refer to rows of public.country that the target lacks",
                        "by key (code, region): 10 missing, and more;")
                .advising("include public.country too")
                .withholding("c12");
    }

    @Test
    void namesTheFirstTenKeysToAPersonInATerminal() {
        assertThat(scenario()
                        .both(CITIES)
                        .source(
                                "insert into country select 'c' || i, 1 from generate_series(10, 30) i",
                                "insert into city select i, 'c' || i, 1 from generate_series(10, 30) i")
                        .include("public.city")
                        .failsIn(Phase.Validating, Reason.ForeignKeyOutside)
                        .rows())
                .singleElement()
                .satisfies(rows -> assertThat(rows.inFull())
                        .startsWith("public.city by key (code, region): (c10,1) missing, ")
                        .endsWith("(c19,1) missing, and more"));
    }

    @Test
    void namesTheKeysThatRowsOfATableThatIsNotSelectedWouldLose() {
        assertThatSync(scenario()
                        .both("create table t (id int primary key)")
                        .source("insert into t values (1)")
                        .target(
                                "create table child (t int constraint of_t references t)",
                                "insert into t values (1), (2)",
                                "insert into child values (1), (2), (2), (null)")
                        .failsIn(Phase.Validating, Reason.ForeignKeyOutside))
                .naming(
                        "foreign key of_t",
                        "rows of public.child on the target refer to rows of public.t that the source lacks",
                        "by key (id): 1 missing;")
                .advising("include public.child too");
    }

    @Test
    void comparesKeysOfManyTypesOnBothEnds() {
        scenario()
                .both(
                        "create type mood as enum ('sad', 'ok')",
                        "create domain code as varchar(3)",
                        "create table place (m mood, c code, at timestamptz, x numeric, u uuid, b bytea, f float8,"
                                + " n bigint, p char(4), primary key (m, c, at, x, u, b, f, n, p))",
                        "insert into place values ('ok', 'a b', '2026-01-01 12:00:00.123456+02', 1.50,"
                                + " '6ba7b810-9dad-11d1-80b4-00c04fd430c8', '\\xdeadbeef', 0.1, 7, 'x')",
                        "create table visit (m mood, c code, at timestamptz, x numeric, u uuid, b bytea, f float8,"
                                + " n int, p char(4),"
                                + " foreign key (m, c, at, x, u, b, f, n, p) references place)")
                .both("insert into visit select m, c, at, 1.5, u, b, f, n, p from place")
                .target("alter type mood add value 'fine'")
                .include("public.visit")
                .play();
    }

    @Test
    void comparesKeysAsTheirIndexDoesWhereverTheOperatorIs() {
        scenario()
                .both(
                        "create schema x",
                        "create extension citext schema x",
                        "create type x.mood as enum ('sad', 'ok')",
                        "create type x.pair as (a int, b int)",
                        "create domain x.name as x.citext",
                        "create table place (n x.name, m x.mood[], p x.pair, r int4range, c char(4), primary key (n, m, p, r, c))",
                        "create table visit (n x.citext, m x.mood[], p x.pair, r int4range, c text,"
                                + " foreign key (n, m, p, r, c) references place)",
                        "insert into place values ('Ann', '{ok}', '(1,2)', '[1,3)', 'x')",
                        "insert into visit values ('ANN', '{ok}', '(1,2)', '[1,2]', 'x')")
                .include("public.place")
                .play();
    }

    @Test
    void aLabelThatOnlyTheTargetHasIsAKeyThatTheSourceLacks() {
        assertThatSync(scenario()
                        .source("create type mood as enum ('sad')")
                        .target("create type mood as enum ('sad', 'fine')")
                        .both("create table t (m mood primary key)", "insert into t values ('sad')")
                        .target(
                                "insert into t values ('fine')",
                                "create table child (m mood references t)",
                                "insert into child values ('fine'), ('sad')")
                        .failsIn(Phase.Validating, Reason.ForeignKeyOutside))
                .naming("by key (m): 1 missing;");
    }

    @Test
    void looksUpMoreKeysThanOneBatchHolds() {
        assertThatSync(scenario()
                        .both("create table t (id int primary key)")
                        .source("insert into t select generate_series(1, 24999)")
                        .target(
                                "insert into t select generate_series(1, 25000)",
                                "create table child (t int references t)",
                                "insert into child select generate_series(1, 25000)")
                        .failsIn(Phase.Validating, Reason.ForeignKeyOutside))
                .naming("by key (id): 1 missing;");
    }

    @Test
    void leavesAloneWhatIsNotValidatedAndWhatTheRunBringsWithIt() {
        scenario()
                .both(
                        "create table parent (id int primary key)",
                        "create table t (id int primary key, self int references t, parent int references parent,"
                                + " loose int)")
                .source("insert into parent values (5)", "insert into t values (1, 1, 5, 9)")
                .target(
                        "create table elsewhere (id int primary key)",
                        "alter table t add foreign key (loose) references elsewhere not valid")
                .include("public.parent", "public.t")
                .play();
    }

    @Test
    void keysThatAreNullInPartReferToNothing() {
        scenario()
                .both(CITIES)
                .source("insert into country values ('c1', 1)", "insert into city values (1, 'c1', null), (2, null, 1)")
                .include("public.city")
                .play();
    }

    @Test
    void keysThatAreNullInPartAreNamedWhereTheTargetForbidsThem() {
        assertThatSync(scenario()
                        .both(CITIES)
                        .source("insert into city values (1, 'c1', null), (2, null, null)")
                        .target(
                                "alter table city drop constraint in_country",
                                "alter table city add constraint whole foreign key (code, \"Region\")"
                                        + " references country match full")
                        .include("public.city")
                        .failsIn(Phase.Validating, Reason.ForeignKeyOutside))
                .naming("by key (code, region): 1 missing;");
    }

    @Test
    void namesTheKeysOfATableThatIsCreated() {
        assertThatSync(scenario()
                        .both("create table t (id int primary key)")
                        .source(
                                "create table whole (id int, t int references t) partition by range (id)",
                                "create table whole_1 partition of whole default",
                                "insert into t values (1), (2)",
                                "insert into whole values (1, 1), (2, 2)")
                        .target("insert into t values (1)")
                        .include("public.whole*")
                        .failsIn(Phase.Validating, Reason.ForeignKeyOutside))
                .naming("rows of public.whole", "by key (id): 1 missing;");
    }

    @Test
    void findsBeforeItPublishesWhatTheSourceHasLostSinceItWasLookedUp() {
        assertThatSync(scenario()
                        .both("create table t (id int primary key)", "insert into t values (1), (2)")
                        .target(
                                "create table child (t int constraint of_t references t)",
                                "insert into child values (2), (2)")
                        .during(
                                Phase.Preparing,
                                (databases, _) -> databases.source().execute("delete from t where id = 2"))
                        .failsIn(Phase.Verifying, Reason.ForeignKeyOutside))
                .about("foreign key of_t of public.child")
                .naming("2 rows", "public.t", "by key (id): 1 missing;");
    }

    @Test
    void findsBeforeItPublishesKeysThatHaveBecomeNullInPartWhereTheTargetForbidsThem() {
        assertThatSync(scenario()
                        .both(CITIES)
                        .both("insert into country values ('c1', 1)", "insert into city values (1, 'c1', 1)")
                        .target(
                                "alter table city drop constraint in_country",
                                "alter table city add constraint whole foreign key (code, \"Region\")"
                                        + " references country match full")
                        .include("public.city")
                        .during(
                                Phase.Preparing,
                                (databases, _) -> databases.source().execute("update city set \"Region\" = null"))
                        .failsIn(Phase.Verifying, Reason.ForeignKeyOutside))
                .about("foreign key whole of public.city")
                .naming("1 rows", "by key (code, region): 1 missing;");
    }

    @Test
    void followsTheKeysOfACreatedTableToOneThatIsThere() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .both("create table t (id int primary key)", "insert into t values (1)")
                .source(
                        "create table whole (id int, t int references t) partition by range (id)",
                        "create table whole_1 partition of whole default",
                        "insert into whole values (1, 1)")
                .include("public.whole*")
                .once((_, target) -> assertThat(
                                target.column(
                                        "select convalidated from pg_constraint where conrelid = 'whole'::regclass and contype = 'f'"))
                        .containsExactly("true"));
    }

    private static Scenario scenario() {
        return Pair.NEWER_TO_OLDER.scenario();
    }
}
