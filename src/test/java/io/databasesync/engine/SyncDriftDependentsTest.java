package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Objects of the target that keep the server from changing a column: the statements of the message drop them and make
/// them again, so that they run as they stand.
class SyncDriftDependentsTest {
    private static final String WIDER = "create table t (id bigint primary key, v text)";
    private static final String NARROW = "create table t (id int primary key, v text)";
    private static final String ROWS = "insert into t values (1, 'a'), (3000000000, 'b')";

    // failure 57: statements that do not run
    @Test
    void mendsAColumnUnderViews() {
        assertThat(wider(
                                "create view tv as select id, v from t",
                                "create view over with (security_barrier) as select id from tv",
                                "grant select on over to public",
                                "comment on view over is 'x'",
                                "create materialized view mv as select id * 2 as twice from tv",
                                "create unique index mv_twice on mv (twice)",
                                "create view other as select v from t")
                        .mends(Reason.SchemaDrift))
                .startsWith("drop materialized view public.mv", "drop view public.over", "drop view public.tv")
                .noneSatisfy(statement -> assertThat(statement).contains("other"));
    }

    @Test
    void mendsAColumnOfGeneratedColumnsWithTheirIndexes() {
        scenario()
                .source(
                        "create table t (id bigint primary key, v text, twice bigint generated always as (id * 2) stored)",
                        ROWS)
                .target(
                        "create table t (id int primary key, v text, twice int generated always as (id * 2) stored)",
                        "create index t_twice on t (twice)",
                        "alter table t add constraint positive check (twice > 0)",
                        "create view g as select twice from t",
                        "insert into t values (1, 'a')")
                .mends(Reason.SchemaDrift);
    }

    @Test
    void mendsAColumnThatPoliciesRulesAndTriggersName() {
        wider(
                        "create function tf() returns trigger language plpgsql as 'begin return new; end'",
                        "create policy p on t for select using (id > 0)",
                        "comment on policy p on t is 'x'",
                        "create rule r as on update to t where old.id = 7 do also select 1",
                        "create trigger listed after update of id on t for each row execute function tf()",
                        "create trigger conditional before insert on t for each row when (new.id > 5) execute function tf()",
                        "alter table t disable trigger listed")
                .mends(Reason.SchemaDrift);
    }

    @Test
    void mendsAColumnThatPublicationsName() {
        wider("create publication listed for table t (id)", "create publication filtered for table t where (id > 5)")
                .mends(Reason.SchemaDrift);
    }

    @Test
    void mendsAColumnThatAFunctionReads() {
        wider(
                        "create function f() returns bigint language sql begin atomic select max(id) from t; end",
                        "revoke all on function f() from public")
                .mends(Reason.SchemaDrift);
    }

    @Test
    void mendsAColumnUnderIndexesAndStatistics() {
        wider(
                        "create index t_twice on t ((id * 2))",
                        "create statistics s on id, v from t",
                        "alter table t add check (id > 0)")
                .mends(Reason.SchemaDrift);
    }

    @Test
    void mendsBothEndsOfAForeignKey() {
        scenario()
                .include("public.t", "public.c")
                .source(
                        "create table t (id uuid primary key, v text)",
                        "create table c (id int primary key, t_id uuid references t)",
                        "insert into t values ('00000000-0000-0000-0000-000000000001', 'a')",
                        "insert into c values (1, '00000000-0000-0000-0000-000000000001')")
                .target(
                        "create table t (id text primary key, v text)",
                        "create table c (id int primary key, t_id text references t)",
                        "create table outside (t_id text references t)")
                .mends(Reason.SchemaDrift);
    }

    @Test
    void mendsAPrimaryKeyThatAForeignKeyUses() {
        assertThat(scenario()
                        .include("public.t")
                        .source(
                                "create table t (a int, b int, primary key (a, b))",
                                "insert into t values (1, 1), (1, 2)")
                        .target(
                                "create table t (a int primary key, b int not null)",
                                "create table c (a int references t)",
                                "insert into t values (1, 1)")
                        .mends(Reason.SchemaDrift))
                .startsWith("alter table \"public\".\"c\" drop constraint \"c_a_fkey\"");
    }

    @Test
    void keepsAForeignKeyToAPrimaryKeyInAnotherOrder() {
        scenario()
                .include("public.t")
                .source("create table t (a int, b int, primary key (b, a))", "insert into t values (1, 1)")
                .target(
                        "create table t (a int, b int, primary key (a, b))",
                        "create table c (a int, b int, foreign key (a, b) references t (a, b))")
                .afterSync(target -> assertThat(target.column("select conname from pg_constraint where contype = 'f'"))
                        .isNotEmpty())
                .mends(Reason.SchemaDrift);
    }

    @Test
    void namesTheObjectsThatNeedAColumnThatTheSourceLacks() {
        assertThat(scenario()
                        .source("create table t (id int primary key)")
                        .target("create table t (id int primary key, gone int)", "create view tv as select gone from t")
                        .failsIn(Phase.Validating, Reason.SchemaDrift))
                .hasMessageContaining(
                        "drop the objects that need a column which the source lacks (view public.tv), then run:");
    }

    @Test
    void mendsATypeOfAColumnUnderAView() {
        scenario()
                .source("create type mood as enum ('a', 'b')", "create table t (id int primary key, m mood)")
                .target(
                        "create type mood as enum ('b', 'a')",
                        "create table t (id int primary key, m mood)",
                        "create view tv as select m from t")
                .mends(Reason.SchemaDrift);
    }

    @Test
    void mendsATypeAtBothEndsOfAForeignKey() {
        String[] tables = {
            "create table t (m mood primary key)",
            "create table c (id int primary key, m mood references t)",
            "insert into t values ('a')",
            "insert into c values (1, 'a')"
        };
        scenario()
                .source("create type mood as enum ('a', 'b')")
                .source(tables)
                .target("create type mood as enum ('b', 'a')")
                .target(tables)
                .mends(Reason.SchemaDrift);
    }

    @Test
    void mendsACollationOfAColumnUnderAView() {
        String table = "create table t (id int primary key, n text collate ci unique)";
        scenario()
                .source(
                        "create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                        table,
                        "insert into t values (1, 'abc'), (2, 'abd')")
                .target("create collation ci (provider = icu, locale = 'und-u-ks-level2')", table)
                .target("create view tv as select n from t")
                .mends(Reason.SchemaDrift);
    }

    @Test
    void leavesDependentsAsTheyWere() {
        String[] read = {
            "select pg_get_viewdef('over'::regclass)",
            "select relacl::text from pg_class where oid = 'over'::regclass",
            "select obj_description('over'::regclass)",
            "select string_agg(indexdef, ' ') from pg_indexes where tablename = 'mv' and schemaname = 'public'",
            "select relispopulated from pg_class where oid = 'mv'::regclass",
            "select string_agg(tgname || tgenabled::text, ' ' order by tgname) from pg_trigger where tgrelid = 't'::regclass",
            "select polroles::regrole[]::text || polcmd::text from pg_policy where polrelid = 't'::regclass",
            "select string_agg(rulename || ev_enabled::text, ' ') from pg_rewrite where ev_class = 't'::regclass",
            "select string_agg(pubname || attnames::text || rowfilter, ' ') from pg_publication_tables where tablename = 't' and schemaname = 'public'",
            "select proacl::text || obj_description(oid) from pg_proc where oid = 'f()'::regprocedure"
        };
        List<String> before = new ArrayList<>();
        wider(
                        "create view over with (security_barrier) as select id from t",
                        "grant select on over to public",
                        "comment on view over is 'x'",
                        "create materialized view mv as select id * 2 as twice from over with no data",
                        "create unique index mv_twice on mv (twice)",
                        "create function tf() returns trigger language plpgsql as 'begin return new; end'",
                        "create trigger listed after update of id on t for each row execute function tf()",
                        "alter table t enable always trigger listed",
                        "create policy p on t for select to pg_monitor using (id > 0)",
                        "create rule r as on update to t where old.id = 7 do also select 1",
                        "alter table t disable rule r",
                        "create publication listed for table t (id) where (id > 5)",
                        "create function f() returns bigint language sql begin atomic select max(id) from t; end",
                        "comment on function f() is 'y'",
                        "revoke all on function f() from public")
                .target(target -> List.of(read).forEach(sql -> before.add(target.value(sql))))
                .afterSync(target -> assertThat(read).extracting(target::value).isEqualTo(before))
                .mends(Reason.SchemaDrift);
    }

    @Test
    void mendsAColumnThatAParentDefines() {
        assertThat(scenario()
                        .include("public.child")
                        .source("create table child (id bigint, v text)", "insert into child values (3000000000, 'a')")
                        .target(
                                "create table parent (id int)",
                                "create table child (v text) inherits (parent)",
                                "create view tv as select id from child")
                        .mends(Reason.SchemaDrift))
                .contains("ALTER TABLE public.parent ALTER COLUMN id TYPE bigint");
    }

    @Test
    void mendsAColumnThatAGrandparentDefines() {
        String[] tree = {"create table child () inherits (parent)", "create table grandchild (v text) inherits (child)"
        };
        assertThat(scenario()
                        .source("create table parent (id bigint)")
                        .source(tree)
                        .source("insert into grandchild values (3000000000, 'a')")
                        .target("create table parent (id int)")
                        .target(tree)
                        .mends(Reason.SchemaDrift))
                .allMatch(statement -> statement.startsWith("ALTER TABLE public.parent "));
    }

    @Test
    void namesTheWayOutForAPartitionKey() {
        assertThat(scenario()
                        .source(
                                "create table t (id bigint) partition by range (id)",
                                "create table t1 partition of t for values from (0) to (100)")
                        .target(
                                "create table t (id int) partition by range (id)",
                                "create table t1 partition of t for values from (0) to (100)")
                        .failsIn(Phase.Validating, Reason.SchemaDrift))
                .hasMessageContaining(
                        "column id is part of the partition key, whose type cannot change: drop table public.t on the target, so that the run creates it");
    }

    @Test
    void mendsTheTypeOfATypedTable() {
        scenario()
                .source("create type row_type as (id int, n bigint)", "create table t of row_type")
                .source("insert into t values (1, 3000000000)")
                .target("create type row_type as (id int, n int)", "create table t of row_type")
                .mends(Reason.SchemaDrift);
    }

    private static Scenario wider(String... target) {
        return scenario()
                .source(WIDER, ROWS)
                .target(NARROW, "insert into t values (1, 'a')")
                .target(target);
    }

    private static Scenario scenario() {
        return Pair.OLDER_TO_NEWER.scenario();
    }
}
