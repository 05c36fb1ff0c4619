package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Approval;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.testing.engine.PlanFixture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who agrees to a plan agrees to this one and no other.
class PlanApprovalTest {
    private final PlanFixture databases = new PlanFixture()
            .both("create table t (id int primary key, v text)", "insert into t select generate_series(1, 100), 'v'");

    @AfterEach
    void close() {
        databases.close();
    }

    @Test
    void anApprovedPlanIsCarriedOutThoughRowsAreWrittenMeanwhile() {
        String approved = databases.plan().hash();
        databases.source.execute("insert into t select generate_series(101, 150), 'more'", "analyze t");
        databases.target.execute("update t set v = 'other'", "vacuum analyze t");

        assertThat(databases.plan().hash()).isEqualTo(approved);
        assertThat(databases.sync(r -> r.withApprovedPlan(approved))).isInstanceOf(Synced.class);
        assertThat(databases.plan().hash()).as("after a swap, too").isEqualTo(approved);
    }

    @Test
    void theBeginningOfTheHashIsEnough() {
        String approved = databases.plan().shortHash();
        assertThat(databases.sync(r -> r.withApprovedPlan(approved))).isInstanceOf(Synced.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table u (id int)", // one more table
                "alter table t add w int", // other columns
                "create index on t (v)", // other indexes
            })
    void aPlanThatHasChangedSinceIsNotCarriedOut(String change) {
        String approved = databases.plan().hash();
        databases.both(change);
        var before = databases.target.state();

        assertThatSync(databases.refusal(r -> r.withApprovedPlan(approved)))
                .refuses(Reason.PlanChanged)
                .naming(Plan.shortHash(approved));
        assertThat(databases.target.state()).isEqualTo(before);
        assertThat(databases.target.schemas()).containsExactly("public");
    }

    @Test
    void anotherModeOtherTablesAndAnotherTargetAreOtherPlans() {
        String approved = databases.plan().hash();
        assertThat(databases.plan(r -> r.withMode(Mode.InPlace)).hash()).isNotEqualTo(approved);
        databases.both("create table u (id int)");
        assertThat(databases.exclude("public.u").plan().hash())
                .as("a table is excluded, and the plan says so")
                .isNotEqualTo(approved);
        assertThat(databases.include("public.t").exclude().plan().hash())
                .as("the same table")
                .isEqualTo(approved);
        databases.through(databases.target.endpoint(), databases.source.endpoint());
        assertThat(databases.plan().hash()).as("the other way round").isNotEqualTo(approved);
    }

    @Test
    void rowsThatGoAwayAreAnotherPlanHowManyIsNot() {
        String approved = databases.plan().hash();
        databases.source.execute("delete from t where id > 80", "analyze t");
        String losing = databases.plan().hash();
        assertThat(losing).isNotEqualTo(approved);
        databases.source.execute("delete from t where id > 70", "analyze t");
        assertThat(databases.plan().hash()).isEqualTo(losing);
        databases.source.execute("delete from t where id > 40");
        assertThat(databases.refusal(r -> r.withApprovedPlan(losing)).reason()).isEqualTo(Reason.ShrinkLimit);
    }

    @Test
    void withoutApprovalNothingIsWrittenIfOneIsNeeded() {
        assertThatSync(databases.refusal(needed(Approval.Always)))
                .refuses(Reason.NotApproved)
                .naming("approval is Always");
        assertThat(databases.target.schemas()).containsExactly("public");
        assertThat(databases.sync(needed(Approval.OnWarning))).isInstanceOf(Synced.class);
    }

    @Test
    void aWarningNeedsApprovalIfWarningsDo() {
        UnaryOperator<SyncRequest> inPlace = r -> r.withMode(Mode.InPlace);
        assertThatSync(databases.refusal(
                        r -> inPlace.apply(needed(Approval.OnWarning).apply(r))))
                .refuses(Reason.NotApproved)
                .naming("readers and writers of the tables wait");
        String approved = databases.plan(inPlace).hash();
        assertThat(databases.sync(
                        r -> inPlace.apply(needed(Approval.OnWarning).apply(r)).withApprovedPlan(approved)))
                .isInstanceOf(Synced.class);
    }

    private static UnaryOperator<SyncRequest> needed(Approval approval) {
        return r -> r.withApproval(approval);
    }
}
