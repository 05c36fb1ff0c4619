package io.databasesync.engine;

import io.databasesync.sync.Mode;
import io.databasesync.testing.engine.DisabledTriggers;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Unusual states of tables that are filled from the stage, and of trees. `Scenario` compares the catalogs before and
/// after, and after a rollback.
@ParameterizedClass
@EnumSource(
        value = Pair.class,
        names = {"NEWER_TO_OLDER", "OLDER_TO_NEWER"})
class SyncFilledStatesTest {
    private static final String[] FORCES_FILL = {
        "create function all_of_t() returns setof t language sql as 'select * from t'",
        "create function all_of_u() returns setof u language sql as 'select * from u'"
    };

    private static final String[] STATES = {
        "create unlogged table u (id serial primary key, v text)",
        "create unlogged table t (id int not null, u int, v text)",
        "create unique index t_id on t (id)",
        "create index t_v on t (v)",
        "alter table t replica identity using index t_id",
        "alter table t cluster on t_v",
        "insert into u (v) values ('a'), ('b')",
        "insert into t values (1, 1, 'x'), (2, 99, 'y')",
        "alter table t add constraint v_long check (length(v) > 3) not valid",
        "alter table t add constraint t_u foreign key (u) references u not valid",
    };

    private static final String[] TRIGGERS = {
        "create function tf() returns trigger language plpgsql as 'begin return new; end'",
        "create trigger off before insert on t for each row execute function tf()",
        "create trigger replica before update on t for each row execute function tf()",
        "create trigger always before update on t for each row execute function tf()",
        "alter table t disable trigger off",
        "alter table t enable replica trigger replica",
        "alter table t enable always trigger always"
    };

    private final Pair pair;

    SyncFilledStatesTest(Pair pair) {
        this.pair = pair;
    }

    @Test
    void keepsStatesOfFilledTables() {
        pair.scenario()
                .together(
                        scenario -> scenario.both(STATES).target(TRIGGERS).target(FORCES_FILL),
                        SyncFilledStatesTest::disabledTriggersOfForeignKeys)
                .play();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void keepsStatesOfTrees(Mode mode) {
        pair.scenario()
                .together(
                        SyncFilledStatesTest::constraintsOfInheritingTables,
                        SyncFilledStatesTest::statesOfATree,
                        SyncFilledStatesTest::anIndexThatOnlyTheRootOfATreeHas)
                .mode(mode)
                .play();
    }

    private static Scenario constraintsOfInheritingTables(Scenario scenario) {
        return scenario.both(
                "create table p (id int, v text)",
                "create table c (extra int, constraint v_short check (length(v) < 9)) inherits (p)",
                "alter table p add constraint v_short check (length(v) < 9)",
                "insert into c values (1, 'x', 2)",
                "alter table p add constraint v_long check (length(v) > 3) not valid",
                "alter table c add constraint extra_long check (extra > 3) not valid");
    }

    private static Scenario statesOfATree(Scenario scenario) {
        return scenario.both(
                        "create table t (id int not null, v text) partition by range (id)",
                        "create table t1 partition of t for values from (0) to (100)",
                        "create unlogged table t2 partition of t for values from (100) to (200)",
                        "create unique index t_id on t (id)",
                        "create index t_v on t (v)",
                        "create unique index t1_id on t1 (id)",
                        "alter table t1 replica identity using index t1_id",
                        "alter table t2 cluster on t2_v_idx",
                        "insert into t values (1, 'x'), (101, 'y')",
                        "alter table t1 add constraint v_long check (length(v) > 3) not valid")
                .target(TRIGGERS)
                .target("alter table t2 enable always trigger off");
    }

    private static Scenario anIndexThatOnlyTheRootOfATreeHas(Scenario scenario) {
        return scenario.both(
                        "create table t (id int not null, v text) partition by range (id)",
                        "create table t1 partition of t for values from (0) to (100)",
                        "insert into t values (1, 'x')")
                .target("create index t_v on only t (v)");
    }

    private static Scenario disabledTriggersOfForeignKeys(Scenario scenario) {
        return DisabledTriggers.in(scenario)
                .target(
                        "create function all_of_b() returns setof b language sql as 'select * from b'",
                        "create function all_of_a() returns setof a language sql as 'select * from a'");
    }
}
