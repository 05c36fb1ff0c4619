package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.RunResult;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Approval;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.operator.Specs;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A run whose plan a person has to see first, from its plan to its end, with the real operator.
class ApprovalTest {
    private static final PlanStatus PLAN = Specs.plan();

    private final OperatorInJvm cluster = new OperatorInJvm();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void itWaitsWithoutAPodUntilItsPlanIsApproved() {
        create(Approval.Always);
        cluster.worker().plans(PLAN);

        DatabaseSyncStatus waiting = cluster.awaitPhase("AwaitingApproval");
        assertThat(waiting.message())
                .contains("dbsync approve " + cluster.onlyRun().getMetadata().getName());
        assertThat(Conditions.find(waiting.conditions(), "Reconciling"))
                .get()
                .satisfies(c -> assertThat(c.getReason()).isEqualTo("AwaitingApproval"));
        DatabaseSyncRunStatus run = cluster.onlyRunStatus();
        assertThat(run.plan()).isEqualTo(PLAN);
        assertThat(run.startedAt()).as("a plan is no start").isNull();
        assertThat(cluster.worker().arguments()).hasSize(1);
        assertThat(cluster.worker().arguments().getFirst()).contains("--plan-only");

        approve(PLAN.hash());
        cluster.worker().tells(Phase.Copying, 20, "Copying");
        cluster.awaitPhase("Copying");
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
        assertThat(cluster.worker().arguments()).hasSize(2);
        assertThat(cluster.worker().arguments().getLast()).doesNotContain("--plan-only");
        run = cluster.onlyRunStatus();
        assertThat(run.plan()).as("stays to be read").isEqualTo(PLAN);
        assertThat(run.startedAt()).isNotNull();
        assertThat(run.attempts()).isEqualTo(1);
    }

    @Test
    void whatWasApprovedStaysWhateverTheRunTellsLater() {
        create(Approval.Always);
        cluster.worker().plans(PLAN);
        cluster.awaitPhase("AwaitingApproval");
        approve(PLAN.hash());
        PlanStatus later = Specs.plan("a warning");
        cluster.worker().tells(Phase.Validating, later);
        cluster.awaitPhase("Validating");
        cluster.worker().fails(Reason.PlanChanged, 6, "plan a was approved, but by now the plan is b", later);
        assertThat(cluster.awaitEnd().plan()).isEqualTo(PLAN);
    }

    @Test
    void anApprovedPlanThatTheRunMadeAgainIsShownOnceInTheEnd() {
        create(Approval.Always);
        cluster.worker().plans(PLAN);
        cluster.awaitPhase("AwaitingApproval");
        approve(PLAN.hash());
        PlanStatus again = PLAN.with(plan -> plan.estimate(new PlanStatus.Estimate(3, "3s", "faster")));
        cluster.worker().tells(Phase.Validating, again);
        cluster.awaitPhase("Validating");
        cluster.worker().succeeds(again);
        assertThat(cluster.awaitOnlyRun(run -> run.settled()
                                && Objects.requireNonNull(run.progress()).plan() == null)
                        .plan())
                .isEqualTo(PLAN);
    }

    @Test
    void aPlanWithoutWarningsNeedsNobodyIfOnlyWarningsDo() {
        create(Approval.OnWarning);
        cluster.worker().plans(PLAN);
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
        assertThat(cluster.worker().pods()).isEqualTo(2);
    }

    @Test
    void aPlanThatWarnsWaits() {
        create(Approval.OnWarning);
        PlanStatus warns = Specs.plan("readers and writers wait");
        cluster.worker().plans(warns);
        cluster.awaitPhase("AwaitingApproval");
        approve(warns.hash().substring(0, 12));
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
    }

    @Test
    void whoApprovesAnotherPlanApprovesNothing() {
        create(Approval.Always);
        cluster.worker().plans(PLAN);
        cluster.awaitPhase("AwaitingApproval");
        approve("0123456789ab");
        DatabaseSyncRunStatus run = cluster.awaitEnd();
        assertThat(run.reason()).isEqualTo("PlanChanged");
        assertThat(run.message()).contains("0123456789ab", PLAN.hash().substring(0, 12), "start another run");
        assertThat(cluster.worker().pods()).isEqualTo(1);
    }

    @Test
    void thePodHasTheLastWordOnWhetherThePlanIsStillTheSame() {
        create(Approval.Always);
        cluster.worker().plans(PLAN);
        cluster.awaitPhase("AwaitingApproval");
        approve(PLAN.hash());
        cluster.worker().fails(Reason.PlanChanged, 6, "plan a was approved, but by now the plan is b");
        DatabaseSyncStatus failed = cluster.awaitPhase("Failed");
        assertThat(Conditions.find(failed.conditions(), "Ready"))
                .get()
                .satisfies(c -> assertThat(c.getReason()).isEqualTo("PlanChanged"));
        assertThat(cluster.worker().pods()).as("not tried again").isEqualTo(2);
    }

    @Test
    void aWaitingRunIsCancelledLikeAnyOther() {
        create(Approval.Always);
        cluster.worker().plans(PLAN);
        cluster.awaitPhase("AwaitingApproval");
        cluster.cancel();
        cluster.awaitPhase("Cancelled");
        assertThat(cluster.worker().pods()).isEqualTo(1);
    }

    @Test
    void othersWaitBehindItAndSayWhy() {
        create(Approval.Always);
        cluster.worker().plans(PLAN);
        cluster.awaitPhase("AwaitingApproval");
        cluster.createRun("undo", Operation.Rollback);
        cluster.awaitRun(
                "undo",
                status -> Objects.requireNonNullElse(status.message(), "").contains("whose plan waits for approval"));

        approve(PLAN.hash());
        cluster.worker().succeeds();
        cluster.worker().succeeds();
        assertThat(cluster.awaitRun("undo", DatabaseSyncRunStatus::settled).result())
                .isEqualTo(RunResult.Succeeded);
    }

    @Test
    void aPlanThatSomebodyElseWroteIsNotShown() {
        create(Approval.Always);
        cluster.worker().plans(PLAN, Specs.plan("all is well, approve it"));
        DatabaseSyncRunStatus run = cluster.awaitEnd();
        assertThat(run.reason()).isEqualTo("PlanLost");
        assertThat(run.plan()).isNull();
        assertThat(cluster.worker().pods()).isEqualTo(1);
    }

    @Test
    void aBlockedPlanEndsTheRun() {
        create(Approval.Always);
        cluster.worker().fails(Reason.SchemaDrift, 6, "table public.pages: the target lacks column v");
        assertThat(cluster.awaitEnd().reason()).isEqualTo("SchemaDrift");
        assertThat(cluster.worker().pods()).isEqualTo(1);
    }

    @Test
    void aRunThatIsAPlanShowsIt() {
        create(Approval.Never);
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
        cluster.createRun("look", Operation.Plan);
        cluster.worker().plans(PLAN);
        DatabaseSyncRunStatus run = cluster.awaitRun("look", DatabaseSyncRunStatus::settled);
        assertThat(run.result()).isEqualTo(RunResult.Succeeded);
        assertThat(run.plan()).isEqualTo(PLAN);
    }

    private void create(Approval approval) {
        cluster.create(Specs.approved(Specs.spec(), approval));
    }

    private void approve(String hash) {
        cluster.change(spec -> spec.withApprovedPlan(hash));
    }
}
