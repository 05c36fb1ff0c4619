package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

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
import io.databasesync.testing.Failures;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One mode for a whole run, and a plan that says which and why.
class ModeTest {
    private final SyncException obstacle =
            Failures.failure(Reason.DependentBlocks, "public.t cannot be swapped; drop m");

    @Test
    void autoSwapsIfNothingIsInTheWay() {
        assertThat(ModeChoice.of(Mode.Auto, List.of()))
                .isEqualTo(new ModeChoice(ChosenMode.Swap, List.of(), List.of()));
    }

    @Test
    void autoFallsBackToInPlaceWithTheReasons() {
        assertThat(ModeChoice.of(Mode.Auto, List.of(obstacle)))
                .isEqualTo(
                        new ModeChoice(ChosenMode.InPlace, List.of("public.t cannot be swapped; drop m"), List.of()));
    }

    @Test
    void swapIsRefusedIfSomethingIsInTheWay() {
        assertThat(ModeChoice.of(Mode.Swap, List.of(obstacle)).refusals())
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Reason.DependentBlocks);
                    assertThat(refusal).hasMessageContainingAll("public.t cannot be swapped; drop m", "mode: Auto");
                });
    }

    // failure 35: materialized views are stale or taken for tables
    @Test
    void thePlanNamesTheModeTheReasonsAndWhoWaits() {
        try (var source = TestServer.newer().createDatabase();
                var target = TestServer.older().createDatabase()) {
            source.execute(
                    "create table t (id int primary key, v text)",
                    "create table plain (id int)",
                    "create table m (id int) partition by range (id)",
                    "create table m_all partition of m default");
            target.execute(
                    "create table t (id int primary key, v text)",
                    "create index t_v on t (v)",
                    "create table plain (id int)",
                    "create table m (id int) partition by range (id)",
                    "create table m_other partition of m default",
                    "create view over_t as select * from t",
                    "create materialized view counted as select count(*) from over_t",
                    "create table note (t int constraint of_note references t)",
                    "create function takes(plain) returns int language sql as 'select 1'");

            Plan plan = plan(source, target, Mode.Auto);

            assertThat(plan.mode()).isEqualTo(ChosenMode.InPlace);
            assertThat(plan.modeReasons())
                    .hasSize(1)
                    .allSatisfy(reason -> assertThat(reason).contains("public.plain: function public.takes"));
            assertThat(plan.tables())
                    .extracting(t -> t.name() + " " + t.indexes())
                    .containsExactlyInAnyOrder("public.t 1", "public.plain 0", "public.m 0");
            assertThat(plan.warningMessages())
                    .anySatisfy(w -> assertThat(w).contains("wait", "not kept for a rollback"))
                    .anySatisfy(w -> assertThat(w).contains("public.note"))
                    .anySatisfy(w -> assertThat(w).contains("REFRESH MATERIALIZED VIEW public.counted"))
                    .anySatisfy(w -> assertThat(w).contains("public.m are sorted into its partitions"));
            assertThat(target.schemas()).doesNotContain("databasesync");
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
