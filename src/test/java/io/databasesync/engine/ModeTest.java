package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.databasesync.engine.validation.Obstacles;
import io.databasesync.postgres.definition.MovingViews;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Plan;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.Planned;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TableWay;
import io.databasesync.testing.Failures;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// One mode for a whole run, and a plan that says which and why.
class ModeTest {
    private final SyncException obstacle =
            Failures.failure(Reason.DependentBlocks, "public.t cannot be swapped; drop m");

    private final Obstacles ofATable =
            new Obstacles(List.of(), Map.of(new TableName("public", "t"), List.of(obstacle)), MovingViews.NONE);

    @Test
    void autoStagesIfNothingIsInTheWay() {
        assertThat(ModeChoice.of(Mode.Auto, Obstacles.NONE))
                .isEqualTo(new ModeChoice(ChosenMode.Swap, List.of(), List.of()));
    }

    @Test
    void autoStagesATableThatCannotBeSwapped() {
        assertThat(ModeChoice.of(Mode.Auto, ofATable)).isEqualTo(new ModeChoice(ChosenMode.Swap, List.of(), List.of()));
    }

    @Test
    void autoFallsBackToInPlaceIfTheTargetAllowsNoStage() {
        SyncException noSchemas = Failures.failure(Reason.PrivilegeMissing, "role r may not make schemas");
        assertThat(ModeChoice.of(Mode.Auto, new Obstacles(List.of(noSchemas), Map.of(), MovingViews.NONE)))
                .isEqualTo(new ModeChoice(ChosenMode.InPlace, List.of("role r may not make schemas"), List.of()));
    }

    @Test
    void swapIsRefusedIfSomethingIsInTheWay() {
        assertThat(ModeChoice.of(Mode.Swap, ofATable).refusals())
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Reason.DependentBlocks);
                    assertThat(refusal).hasMessageContainingAll("public.t cannot be swapped; drop m", "mode: Auto");
                });
    }

    @Test
    void thePlanNamesTheWayOfEachTableTheReasonsAndWhoWaits() {
        try (var source = TestServer.newer().createDatabase();
                var target = TestServer.older().createDatabase()) {
            source.execute("create table t (id int primary key, v text)", "create table plain (id int)");
            target.execute(
                    "create table t (id int primary key, v text)",
                    "create index t_v on t (v)",
                    "create table plain (id int)",
                    "create function all_of_t() returns setof t language sql as 'select * from t'",
                    "create table note (t int constraint of_note references t)");

            Plan plan = plan(source, target, Mode.Auto);

            assertThat(plan.mode()).isEqualTo(ChosenMode.Swap);
            assertThat(plan.modeReasons()).isEmpty();
            assertThat(plan.tables())
                    .extracting(t -> t.name() + " " + t.way() + " " + t.indexes())
                    .containsExactlyInAnyOrder("public.t Fill 1", "public.plain Move 0");
            assertThat(plan.tables())
                    .filteredOn(t -> t.way() == TableWay.Fill)
                    .allSatisfy(t -> assertThat(t.reason())
                            .contains("function public.all_of_t()", "readers wait about 1.0 s while it is filled"));
            assertThat(plan.warningMessages())
                    .anySatisfy(w -> assertThat(w).contains("readers and writers of public.t wait about 1.0 s"))
                    .anySatisfy(w -> assertThat(w).contains("public.note"));
            assertThat(target.schemas()).doesNotContain("databasesync");
        }
    }

    // failure 35: materialized views are stale or taken for tables
    @Test
    void thePlanOfARunInPlaceNamesWhoWaits() {
        try (var source = TestServer.newer().createDatabase();
                var target = TestServer.older().createDatabase()) {
            source.execute(
                    "create table t (id int primary key, v text)",
                    "create table m (id int) partition by range (id)",
                    "create table m_all partition of m default");
            target.execute(
                    "create table t (id int primary key, v text)",
                    "create table m (id int) partition by range (id)",
                    "create table m_other partition of m default",
                    "create view over_t as select * from t",
                    "create materialized view counted as select count(*) from over_t",
                    "create table note (t int constraint of_note references t)");

            Plan plan = plan(source, target, Mode.InPlace);

            assertThat(plan.tables()).extracting(t -> t.way()).containsOnly(TableWay.InPlace);
            assertThat(plan.warningMessages())
                    .anySatisfy(w -> assertThat(w).contains("wait", "not kept for a rollback"))
                    .anySatisfy(w -> assertThat(w).contains("public.note"))
                    .anySatisfy(w -> assertThat(w).contains("REFRESH MATERIALIZED VIEW public.counted"))
                    .anySatisfy(w -> assertThat(w).contains("public.m are sorted into its partitions"));
        }
    }

    @Test
    void thePlanSaysThatATableIsSwapped() {
        try (var source = TestServer.newer().createDatabase();
                var target = TestServer.older().createDatabase()) {
            source.execute("create table t (id int primary key, v text)");
            target.execute("create table t (id int primary key, v text)");

            assertThat(plan(source, target, Mode.Auto).mode()).isEqualTo(ChosenMode.Swap);
            assertThat(plan(source, target, Mode.Auto).modeReasons()).isEmpty();
            assertThat(plan(source, target, Mode.InPlace).mode()).isEqualTo(ChosenMode.InPlace);
            assertThat(plan(source, target, Mode.InPlace).modeReasons()).containsExactly("mode InPlace was asked for");
        }
    }

    private static Plan plan(TestDatabase source, TestDatabase target, Mode mode) {
        var request = SyncRequest.of(Direction.RemoteToLocal, source.endpoint(), target.endpoint())
                .runId("plan")
                .operation(Operation.Plan)
                .mode(mode)
                .requestedBy("a test")
                .build();
        return new SyncEngine().run(request, ProgressSink.NONE, new Cancellation()) instanceof Planned(Plan plan)
                ? plan
                : fail("no plan");
    }
}
