package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Readers;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Materialized views over replaced tables: a swap builds them over the new tables, and publishes them together.
@ParameterizedClass
@EnumSource(names = {"NEWER_TO_OLDER", "OLDER_TO_NEWER"})
class MaterializedViewsTest {
    private static final String[] TABLES = {
        "create table t (id int primary key, v text)", "create table other (id int primary key, t int references t)"
    };

    private final Pair pair;

    MaterializedViewsTest(Pair pair) {
        this.pair = pair;
    }

    private Scenario scenario(String... views) {
        return over(pair.scenario(), views);
    }

    static Scenario over(Scenario scenario, String... views) {
        return scenario.both(TABLES)
                .source("insert into t select i, 'new ' || i from generate_series(1, 50) i")
                .source("insert into other select i, i from generate_series(1, 20) i")
                .target("insert into t select i, 'old ' || i from generate_series(1, 5) i")
                .target("insert into other values (1, 1)")
                .target(views);
    }

    static void swapped(TestDatabase target) {
        assertThat(target.column("select distinct mode from databasesync.run where operation = 'Sync'"))
                .containsExactly("Swap");
    }

    static String shown(TestDatabase target, String view) {
        return target.value("select count(*) || ' ' || coalesce(min(v), '') from " + view);
    }

    // failure 35: materialized views are stale or taken for tables
    @Test
    void theyAreBuiltAgainOverTheNewTables() {
        pair.scenario()
                .together(
                        MaterializedViewsTest::oneOverATableIsBuiltAgain,
                        MaterializedViewsTest::onesOverViewsAndOverEachOtherFollow,
                        MaterializedViewsTest::oneThatIsNotPopulatedStaysSo,
                        MaterializedViewsTest::itKeepsItsPropertiesAndCanBeRefreshedConcurrently,
                        MaterializedViewsTest::viewsBelowItKeepWhatBelongsToThem,
                        MaterializedViewsTest::anOptionThatTheServerSetItselfIsLeftToIt)
                .play();
    }

    private static Scenario oneOverATableIsBuiltAgain(Scenario scenario) {
        return over(scenario, "create materialized view m as select id, v from t where id > 1")
                .afterSync(target -> {
                    swapped(target);
                    assertThat(shown(target, "m")).isEqualTo("49 new 10");
                    target.execute("insert into t values (1000, 'later')", "refresh materialized view m");
                    assertThat(shown(target, "m")).isEqualTo("50 later");
                    target.execute("delete from t where id = 1000");
                });
    }

    private static Scenario onesOverViewsAndOverEachOtherFollow(Scenario scenario) {
        return over(
                        scenario,
                        "create view v1 as select id, v from t",
                        "create view v2 as select v1.id, v1.v, o.t from v1 join other o on o.id = v1.id",
                        "create materialized view m1 as select id, v from v2 where id > 1",
                        "create materialized view m2 as select m1.id, m1.v from m1 join t using (id)",
                        "create view above as select id, v from m2",
                        "create view beside as select id, v from v1",
                        "create materialized view m3 as select id, v from above union all select id, v from t where false")
                .afterSync(target -> {
                    swapped(target);
                    for (String view : List.of("v2", "m1", "m2", "above", "m3")) {
                        assertThat(shown(target, view))
                                .as(view)
                                .isEqualTo(view.equals("v2") ? "20 new 1" : "19 new 10");
                    }
                    assertThat(shown(target, "beside")).isEqualTo("50 new 1");
                    target.execute(
                            "begin; insert into t values (1000, 'later'); insert into other values (1000, 1000);"
                                    + " refresh materialized view m1; refresh materialized view m2; refresh materialized view m3");
                    assertThat(shown(target, "m3")).isEqualTo("20 later");
                    assertThat(shown(target, "beside")).isEqualTo("51 later");
                    target.execute("rollback");
                });
    }

    private static Scenario oneThatIsNotPopulatedStaysSo(Scenario scenario) {
        return over(scenario, "create materialized view m as select id, v from t with no data")
                .afterSync(target -> {
                    swapped(target);
                    assertThat(
                                    target.value(
                                            "select relispopulated from pg_class where relname = 'm' and relnamespace::regnamespace::text = current_schema"))
                            .isEqualTo("false");
                    target.execute("begin; refresh materialized view m");
                    assertThat(shown(target, "m")).isEqualTo("50 new 1");
                    target.execute("rollback");
                });
    }

    private static Scenario itKeepsItsPropertiesAndCanBeRefreshedConcurrently(Scenario scenario) {
        String properties = """
                select string_agg(x, e'\\n' order by x) from (
                  select indexdef from pg_indexes where schemaname = current_schema and tablename = 'm'
                  union all select obj_description('m'::regclass)
                  union all select col_description('m'::regclass, 2)
                  union all select array_to_string(reloptions, ',') from pg_class where oid = 'm'::regclass
                  union all select a.attstattarget || ' ' || a.attstorage::text || ' ' || coalesce(a.attoptions::text, '') from pg_attribute a where attrelid = 'm'::regclass and attnum = 2
                  union all select i.indisclustered || ' ' || obj_description(i.indexrelid) from pg_index i where i.indrelid = 'm'::regclass and obj_description(i.indexrelid) is not null
                  union all select pg_get_statisticsobjdef(oid) || obj_description(oid, 'pg_statistic_ext') from pg_statistic_ext where stxrelid = 'm'::regclass
                  union all select pg_get_userbyid(relowner) || a::text from pg_class cross join lateral unnest(relacl) a where oid = 'm'::regclass) s(x)""";
        return scenario.both(TABLES)
                .source("insert into t select i, 'new ' || i from generate_series(1, 50) i")
                .target(
                        "insert into t values (1, 'old')",
                        "create materialized view m with (fillfactor = 70, toast.autovacuum_enabled = off) as select id, v, id % 2 as odd from t",
                        "create unique index m_key on m (id)",
                        "create index m_v on m (lower(v))",
                        "comment on index m_v is 'an index'",
                        "alter materialized view m cluster on m_v",
                        "alter index m_v alter column 1 set statistics 7",
                        "create statistics m_s on id, odd from m",
                        "comment on statistics m_s is 'statistics'",
                        "comment on materialized view m is 'shows t'",
                        "comment on column m.v is 'a column'",
                        "alter materialized view m alter column v set statistics 42",
                        "alter materialized view m alter column v set storage external",
                        "alter materialized view m alter column v set (n_distinct = 5)",
                        "grant select on m to public",
                        "create table before as " + properties)
                .afterSync(target -> {
                    swapped(target);
                    assertThat(target.value(properties)).isEqualTo(target.value("select * from before"));
                    target.execute("refresh materialized view concurrently m");
                    assertThat(shown(target, "m")).isEqualTo("50 new 1");
                });
    }

    private static Scenario viewsBelowItKeepWhatBelongsToThem(Scenario scenario) {
        return over(
                        scenario,
                        "create view shown with (security_barrier) as select id, v from t",
                        "alter view shown alter column v set default 'by default'",
                        "create function put() returns trigger language plpgsql as"
                                + " 'begin insert into t values (new.id, new.v); return new; end'",
                        "create trigger putting instead of insert on shown for each row execute function put()",
                        "create rule removing as on delete to shown do instead delete from t where id = old.id",
                        "comment on view shown is 'shows t'",
                        "comment on rule removing on shown is 'removes'",
                        "grant select (id), insert on shown to public",
                        "create view above as select * from shown",
                        "create function first_of() returns text begin atomic select min(v) from shown; end",
                        "create materialized view m as select id, v from shown")
                .afterSync(target -> {
                    swapped(target);
                    assertThat(target.column(
                                    "select c.relname || ' ' || coalesce(reloptions::text, '') || coalesce(obj_description(c.oid), '')"
                                            + " from pg_class c where oid = 'shown'::regclass"))
                            .containsExactly("shown {security_barrier=true}shows t");
                    assertThat(
                                    target.column(
                                            "select attname || attacl::text from pg_attribute where attrelid = 'shown'::regclass and attacl is not null"))
                            .singleElement()
                            .asString()
                            .startsWith("id{=r/");
                    target.execute("begin; insert into shown (id) values (100); delete from shown where id = 50");
                    assertThat(target.value("select count(*) || ' ' || min(v) || ' ' || first_of() from above"))
                            .isEqualTo("50 by default by default");
                    target.execute("rollback");
                    assertThat(shown(target, "m")).isEqualTo("50 new 1");
                });
    }

    @Test
    void oneOfAnotherOwnerIsFilledWithItsRights() {
        String owner = TestDatabase.roleName();
        scenario()
                .target(target -> target.createRole(owner))
                .target(
                        "create schema reports; grant usage, create on schema reports to " + owner,
                        "create view reports.shown as select id, v, current_user::text as reader from t",
                        "alter view reports.shown owner to " + owner,
                        "grant select on t to " + owner,
                        "create materialized view reports.m as select id, v, reader, current_user::text as filler from reports.shown",
                        "alter materialized view reports.m owner to " + owner)
                .afterSync(target -> {
                    swapped(target);
                    assertThat(
                                    target.column(
                                            "select distinct filler || ' ' || pg_get_userbyid(relowner) from reports.m,"
                                                    + " pg_class c where c.oid in ('reports.m'::regclass, 'reports.shown'::regclass)"))
                            .containsExactly(owner + " " + owner);
                    assertThat(target.value(
                                    "select acldefault('r', relowner) = relacl or relacl is null or relacl::text like '%"
                                            + owner + "=r/%' from pg_class where oid = 't'::regclass"))
                            .isEqualTo("true");
                    target.execute("set role " + owner, "refresh materialized view reports.m", "reset role");
                    assertThat(shown(target, "reports.m")).isEqualTo("50 new 1");
                })
                .play();
    }

    // Newer servers keep a column option of their own, and take it from nobody.
    private static Scenario anOptionThatTheServerSetItselfIsLeftToIt(Scenario scenario) {
        return over(
                        scenario,
                        "create view shown as select id, v from t",
                        "create materialized view m as select id, v from shown",
                        "alter materialized view m alter column v set (n_distinct = 5)",
                        "update pg_attribute set attoptions = array_append(attoptions, 'pg_attver=7')"
                                + " where attrelid in ('shown'::regclass, 'm'::regclass) and attnum > 0")
                .afterSync(target -> {
                    swapped(target);
                    assertThat(target.column("select o from pg_attribute, unnest(attoptions) o where"
                                    + " attrelid = 'm'::regclass and o not like 'pg_attver%'"))
                            .containsExactly("n_distinct=5");
                });
    }

    @Test
    void oneIsFilledInTheDateStyleOfItsOwner() {
        scenario(
                        "do $$begin execute format('alter role postgres in database %I set datestyle = ''German, DMY''',"
                                + " current_database()); end$$",
                        "create materialized view m as select id, v, (date '2024-01-31' + id)::text as day,"
                                + " '03/02/2024'::text::date as third from t")
                .afterSync(target -> {
                    swapped(target);
                    assertThat(target.value("select day || ' ' || extract(day from third) from m where id = 1"))
                            .isEqualTo("01.02.2024 3");
                })
                .play();
    }

    @Test
    void aRefreshDuringTheRunDoesNoHarm() {
        scenario("create materialized view m as select id, v from t")
                .during(Phase.Publishing, (databases, _) -> databases.target().execute("refresh materialized view m"))
                .afterSync(target -> assertThat(shown(target, "m")).isEqualTo("50 new 1"))
                .play();
    }

    @Test
    void oneWhoseQueryFailsOnTheNewRowsEndsTheRun() {
        SyncException failure = scenario(
                        "create materialized view m as select id, v, 1 / (id - 30) as q from t where id <> 7")
                .failsIn(Phase.Verifying, Reason.StageFailed);
        assertThat(failure).hasMessageContainingAll("public.m", "division by zero", "tables.materializedViews: Leave");
    }

    @Test
    void readersSeeOldRowsThenNewRows() {
        Readers readers = Readers.three("select count(*) from m", "select count(*) from above");
        scenario(
                        "create view shown as select id, v from t",
                        "create materialized view m as select id, v from shown",
                        "create view above as select * from m")
                .during(Phase.Validating, (databases, _) -> readers.start(databases.target()))
                .whileCopying((_, _) -> readers.awaitMore(20))
                .afterSync(_ -> readers.sawInOrder("5 5", "50 50"))
                .play();
    }
}
