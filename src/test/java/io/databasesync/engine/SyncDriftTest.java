package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Differences between tables that both ends have: what is refused, and that the statement of the message mends it.
class SyncDriftTest {
    private static final String KEYED = "create table t (id int primary key, v text)";
    private static final String ROWS = "insert into t values (1, '7'), (2, null)";

    // failure 57: statements that do not run
    @Test
    void mendsColumnsThatTheTargetLacks() {
        List<String> statements = scenario()
                .source(
                        "create schema kinds",
                        "create type kinds.mood as enum ('sad', 'ok')",
                        "create extension citext",
                        """
                        create table t (id int primary key, "Mixed Case" numeric(8, 2) not null default 1.5, n bigserial,
                          i int generated always as identity, twice int generated always as (id * 2) stored,
                          c text collate "C", m kinds.mood[], e citext, plain varchar(3) not null)\
                        """,
                        "insert into t (id, m, plain) values (1, '{sad}', 'x')")
                .target("create table t (id int primary key)", "insert into t values (9)")
                .mends(Reason.SchemaDrift);

        assertThat(statements)
                .contains(
                        "CREATE SCHEMA kinds",
                        "CREATE EXTENSION citext",
                        "ALTER TABLE public.t ADD COLUMN \"Mixed Case\" numeric(8,2) DEFAULT 1.5 NOT NULL",
                        "ALTER TABLE public.t ADD COLUMN n bigserial",
                        "ALTER TABLE public.t ADD COLUMN c text COLLATE pg_catalog.\"C\"");
    }

    @Test
    void mendsColumnsThatTheSourceLacks() {
        assertThat(scenario()
                        .source(KEYED, ROWS)
                        .target("create table t (id int primary key, v text, \"Order\" int not null)")
                        .mends(Reason.SchemaDrift))
                .containsExactly("ALTER TABLE public.t DROP COLUMN \"Order\"");
    }

    @Test
    void mendsTypesWhetherOrNotOneCastsToTheOther() {
        assertThat(scenario()
                        .source(
                                "create table t (id bigint primary key, v varchar(20), n int default 3, f boolean, d timestamptz)",
                                "insert into t values (1, 'x', 2, true, now())")
                        .target(
                                "create table t (id int primary key, v varchar(10), n text default 'none', f text, d date)",
                                "insert into t values (9, 'y', '9', 'false', '2020-01-01')")
                        .mends(Reason.SchemaDrift))
                .contains(
                        "ALTER TABLE public.t ALTER COLUMN id TYPE bigint",
                        "ALTER TABLE public.t ALTER COLUMN n DROP DEFAULT, ALTER COLUMN n TYPE integer USING n::text::integer, ALTER COLUMN n SET DEFAULT 3");
    }

    @Test
    void mendsIdentityColumnsThatTheSourceHasWithTypesOfNoIdentity() {
        assertThat(scenario()
                        .source(
                                "create table t (id numeric primary key, n text, m int[])",
                                "insert into t values (1.5, 'x', '{1}')")
                        .target(
                                "create table t (id int generated always as identity primary key, n text, m int[])",
                                "insert into t (n) values ('old')")
                        .mends(Reason.SchemaDrift))
                .containsExactly(
                        "ALTER TABLE public.t ALTER COLUMN id DROP IDENTITY",
                        "ALTER TABLE public.t ALTER COLUMN id TYPE numeric");
    }

    @Test
    void mendsAPrimaryKeyOverColumnsThatHaveNulls() {
        assertThat(scenario()
                        .source("create table t (a int, b int, primary key (a, b))", "insert into t values (1, 2)")
                        .target("create table t (a int not null, b int)", "insert into t values (1, null), (1, 3)")
                        .mends(Reason.SchemaDrift))
                .containsExactly(
                        "DELETE FROM public.t WHERE b IS NULL",
                        "ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a, b)");
    }

    @Test
    void mendsCollations() {
        assertThat(scenario()
                        .source("create table t (id int primary key, a text collate \"C\", b text)")
                        .target("create table t (id int primary key, a text, b text collate \"POSIX\")")
                        .mends(Reason.SchemaDrift))
                .containsExactly(
                        "ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE pg_catalog.\"C\"",
                        "ALTER TABLE public.t ALTER COLUMN b TYPE text");
    }

    @Test
    void mendsAColumnThatOnlyTheTargetGenerates() {
        assertThat(scenario()
                        .source("create table t (id int primary key, twice int)", "insert into t values (1, 5)")
                        .target("create table t (id int primary key, twice int generated always as (id * 2) stored)")
                        .mends(Reason.SchemaDrift))
                .containsExactly("ALTER TABLE public.t ALTER COLUMN twice DROP EXPRESSION");
    }

    @Test
    void mendsPrimaryKeys() {
        assertThat(scenario()
                        .source(
                                "create table t (a int, b int, constraint t_key primary key (b, a) include (c), c int)",
                                "create table one (a int primary key)",
                                "create table none (a int)")
                        .target(
                                "create table t (a int, b int, c int, primary key (a, b))",
                                "create table one (a int)",
                                "create table none (a int primary key)")
                        .mends(Reason.SchemaDrift))
                .contains(
                        "ALTER TABLE public.t DROP CONSTRAINT t_pkey, ADD CONSTRAINT t_key PRIMARY KEY (b, a) INCLUDE (c)")
                .noneSatisfy(statement -> assertThat(statement).contains("public.none"));
    }

    @Test
    void letsATargetHaveAKeyOverAColumnOfItsOwnIfColumnsAreIntersected() {
        scenario()
                .source("create table t (v text)", "insert into t values ('x')")
                .target("create table t (id serial primary key, v text)")
                .intersect("v")
                .play();
    }

    @Test
    void mendsEnumLabels() {
        assertThat(scenario()
                        .source(
                                "create type mood as enum ('worse', 'a', 'between', 'b', 'it''s best')",
                                "create table t (m mood)",
                                "insert into t values ('it''s best')")
                        .target("create type mood as enum ('a', 'only here', 'b')", "create table t (m mood)")
                        .mends(Reason.SchemaDrift))
                .containsExactly(
                        "ALTER TYPE public.mood ADD VALUE 'worse' BEFORE 'a'",
                        "ALTER TYPE public.mood ADD VALUE 'between' AFTER 'a'",
                        "ALTER TYPE public.mood ADD VALUE 'it''s best' AFTER 'b'");
    }

    @Test
    void mendsTheOrderOfEnumLabels() {
        assertThat(scenario()
                        .source(
                                "create type mood as enum ('a', 'b')",
                                "create table t (id int primary key, m mood default 'a', ms mood[])",
                                "insert into t values (1, 'b', '{a,b}')")
                        .target(
                                "create type mood as enum ('b', 'a')",
                                "create table t (id int primary key, m mood default 'a', ms mood[])",
                                "insert into t values (9, 'a', '{b}')")
                        .mends(Reason.SchemaDrift))
                .contains("ALTER TYPE public.mood RENAME TO mood_old");
    }

    @Test
    void mendsDomains() {
        assertThat(scenario()
                        .source(
                                "create domain positive as int not null constraint more check (value > 0)",
                                "create domain code as varchar(5)",
                                "create table t (p positive, c code)",
                                "insert into t values (1, 'abcde')")
                        .target(
                                "create domain positive as int constraint less check (value < 0)",
                                "create domain code as varchar(2)",
                                "create table t (p positive, c code)")
                        .mends(Reason.SchemaDrift))
                .contains(
                        "ALTER DOMAIN public.positive DROP CONSTRAINT less",
                        "ALTER DOMAIN public.positive SET NOT NULL",
                        "ALTER DOMAIN public.code RENAME TO code_old");
    }

    @Test
    void mendsCompositeTypes() {
        assertThat(scenario()
                        .source(
                                "create type grown as (a int, b text)",
                                "create type turned as (a int, b text)",
                                "create table t (id int primary key, g grown, t turned, ts turned[])",
                                "insert into t values (1, '(1,x)', '(2,y)', array['(3,z)'::turned])")
                        .target(
                                "create type grown as (a int, c int)",
                                "create type turned as (b text, a int)",
                                "create table t (id int primary key, g grown, t turned, ts turned[])",
                                "insert into t values (9, '(1,2)', '(y,2)', '{}')")
                        .mends(Reason.SchemaDrift))
                .contains(
                        "ALTER TYPE public.grown DROP ATTRIBUTE c",
                        "ALTER TYPE public.grown ADD ATTRIBUTE b text",
                        "ALTER TYPE public.turned RENAME TO turned_old");
    }

    private static Scenario scenario() {
        return Pair.OLDER_TO_NEWER.scenario();
    }
}
