package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.testing.engine.DisabledTriggers;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// States that are not the usual ones: what is not valid, not validated, disabled, unlogged or marked. `Scenario`
/// compares the catalogs before and after, and after a rollback.
@ParameterizedClass
@EnumSource(Pair.class)
class SyncStatesTest {
    private static final String[] UNVALIDATED = {
        "create table p (id int primary key)",
        "create table t (id int primary key, qty int, p int)",
        "insert into t values (1, -5, 7), (2, 3, null)",
        "alter table t add constraint qty_pos check (qty > 0) not valid",
        "alter table t add constraint t_p foreign key (p) references p not valid",
        "comment on constraint qty_pos on t is 'for new rows'"
    };

    private static final String[] MARKED = {
        "create unlogged table fast (id int primary key, v text)",
        """
        create table marked (id int not null, a text, b text, c int, d text,
          constraint marked_key unique (id) deferrable initially deferred)\
        """,
        "create unique index marked_id on marked (id) include (c) with (fillfactor = 60)",
        "create unique index marked_ab on marked (c) nulls not distinct",
        "create index marked_upper on marked (upper(a), b)",
        "alter index marked_upper alter column 1 set statistics 77",
        "alter table marked replica identity using index marked_id",
        "alter table marked cluster on marked_upper",
        "alter table marked alter a set storage external, alter b set compression pglz, alter c set statistics 5",
        "alter table marked alter d set (n_distinct = -0.5, n_distinct_inherited = 3)",
        "alter table marked set (fillfactor = 80, autovacuum_enabled = off, toast.autovacuum_enabled = off)",
        "create table whole (id int, v text)",
        "alter table whole replica identity full",
        "create table none (id int primary key, v text)",
        "alter table none replica identity nothing"
    };

    private final Pair pair;

    SyncStatesTest(Pair pair) {
        this.pair = pair;
    }

    // failure 46: publications and replica identity are lost
    @Test
    void keepsTheFilterOfAPublicationThatPublishesTheTableInAnotherWay() {
        Pair.WITHIN_ONE
                .scenario()
                .both(
                        "create table t (id int primary key)",
                        "create table m (id int primary key) partition by list (id)",
                        "create table m1 partition of m for values in (1)")
                .source("insert into t values (6)", "insert into m values (1)")
                .target(
                        "create publication of_schema for table t where (id > 5), tables in schema public",
                        "create publication of_root for table m where (id > 0), m1 where (id > 1)"
                                + " with (publish_via_partition_root = true)")
                .afterSync(target -> assertThat(target.column(
                                "select prrelid::regclass || ' ' || pg_get_expr(prqual, prrelid) from pg_publication_rel"
                                        + " order by 1"))
                        .containsExactly("m (id > 0)", "m1 (id > 1)", "t (id > 5)"))
                .play();
    }

    // failure 15: invalid indexes stay behind
    @Test
    void leavesOutAnIndexOfTheSourceThatIsNotValid() {
        pair.scenario()
                .source("create table u (id int primary key, email text)", "insert into u values (1, 'x'), (2, 'x')")
                .source(SyncStatesTest::failedIndex)
                .warns("index u_email of public.u is not valid on the source")
                .once((_, target) -> assertThat(target.column(
                                "select indexrelid::regclass from pg_index" + " where indrelid = 'u'::regclass"))
                        .containsExactly("u_pkey"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void leavesOutAUniqueIndexOfTheTargetThatIsNotValid(Mode mode) {
        pair.scenario()
                .mode(mode)
                .both("create table u (id int primary key, email text)", "insert into u values (1, 'x'), (2, 'x')")
                .target(SyncStatesTest::failedIndex)
                .warns("index u_email of public.u is not valid on the target")
                .once((_, target) -> assertThat(target.column(
                                "select indexrelid::regclass from pg_index" + " where indrelid = 'u'::regclass"))
                        .containsExactly("u_pkey"));
    }

    private static void failedIndex(TestDatabase database) {
        try {
            database.execute("create unique index concurrently u_email on u (email)");
        } catch (RuntimeException | AssertionError _) {
            // The server leaves an index that is not valid.
        }
        assertThat(database.value("select indisvalid from pg_index where indexrelid = 'u_email'::regclass"))
                .isEqualTo("false");
    }

    // failure 55: states that are lost
    @Test
    void keepsAndCreatesConstraintsThatAreNotValidMarksTriggersOfForeignKeysRulesAndRowSecurity() {
        pair.scenario()
                .together(
                        scenario -> scenario.source(UNVALIDATED),
                        scenario -> scenario.both(UNVALIDATED),
                        scenario -> scenario.both(MARKED),
                        scenario -> scenario.source(MARKED),
                        SyncStatesTest::disabled,
                        SyncStatesTest::keepsDisabledRulesAndForcedRowSecurity)
                .play();
    }

    @Test
    void keepsConstraintsThatAreNotValidMarksAndTriggersOfForeignKeysInPlace() {
        pair.scenario()
                .together(
                        scenario -> scenario.both(UNVALIDATED).target("create materialized view mv as select * from t"),
                        scenario -> scenario.both(MARKED),
                        SyncStatesTest::disabled)
                .mode(Mode.InPlace)
                .play();
    }

    @Test
    void keepsTriggersOfForeignKeysToTablesThatStay() {
        disabled(pair.scenario())
                .exclude("public.a")
                .target("insert into a values (2)")
                .play();
    }

    private static Scenario keepsDisabledRulesAndForcedRowSecurity(Scenario scenario) {
        String table = "create table t (id int primary key, v text)";
        return scenario.both(table)
                .source("insert into t values (1, 'new')")
                .target(
                        "create rule r1 as on delete to t do also select 1",
                        "create rule r2 as on update to t do also select 2",
                        "create rule r3 as on insert to t do also select 3",
                        "alter table t disable rule r1",
                        "alter table t enable replica rule r2",
                        "alter table t enable always rule r3",
                        "comment on rule r1 on t is 'off'",
                        "create policy p on t using (true)",
                        "alter table t force row level security",
                        "create function tf() returns trigger language plpgsql as 'begin return new; end'",
                        "create trigger t1 before update on t for each row execute function tf()",
                        "create trigger t2 before update on t for each row execute function tf()",
                        "create trigger t3 before update on t for each row execute function tf()",
                        "alter table t disable trigger t1",
                        "alter table t enable replica trigger t2",
                        "alter table t enable always trigger t3");
    }

    private static Scenario disabled(Scenario scenario) {
        return DisabledTriggers.in(scenario);
    }
}
