package io.databasesync.operator.run;

import static io.databasesync.testing.operator.FoundJobs.deleted;
import static io.databasesync.testing.operator.FoundJobs.job;
import static io.databasesync.testing.operator.FoundJobs.pod;
import static io.databasesync.testing.operator.FoundRun.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.TerminationMessage;
import io.databasesync.contract.TerminationMessageBuilder;
import io.databasesync.sync.Approval;
import io.databasesync.sync.Operation;
import io.databasesync.testing.operator.FoundRun;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is done about a run whose plan a person has to see first.
class ApprovalDecisionTest {
    private static final PlanStatus PLAN = Specs.plan();
    private static final PlanStatus WARNS = Specs.plan("readers wait");

    static Stream<Arguments> decisions() {
        return Stream.of(
                argumentSet("accepted", always(), RunDecision.StartPlan.class),
                argumentSet("another is under way", always().waitsFor("x"), RunDecision.Wait.class),
                argumentSet(
                        "a plan's run needs no other plan",
                        always().operation(Operation.Plan),
                        RunDecision.Start.class),
                argumentSet("a rollback needs none", always().operation(Operation.Rollback), RunDecision.Start.class),
                argumentSet("the plan is being made", always().planning(job(), false), RunDecision.Follow.class),
                argumentSet(
                        "it is made",
                        always().tells(PLAN).planning(job("Complete", ""), false, made(PLAN)),
                        RunDecision.Show.class),
                argumentSet("it is shown", always().planned(PLAN), RunDecision.Await.class),
                argumentSet(
                        "it is shown, and another run came first by the clock",
                        always().planned(PLAN).waitsFor("x"),
                        RunDecision.Await.class),
                argumentSet("it is approved", always().planned(PLAN).approves(PLAN.hash()), RunDecision.Start.class),
                argumentSet(
                        "by its first digits",
                        always().planned(PLAN).approves(PLAN.hash().substring(0, 12)),
                        RunDecision.Start.class),
                argumentSet(
                        "approved, and started",
                        always().planned(PLAN).approves(PLAN.hash()).job(job()),
                        RunDecision.Follow.class),
                argumentSet(
                        "approved, and done",
                        always().planned(PLAN).approves(PLAN.hash()).job(job("Complete", "")),
                        RunDecision.Settle.class),
                argumentSet("no warnings", onWarning().planned(PLAN), RunDecision.Start.class),
                argumentSet("a warning", onWarning().planned(WARNS), RunDecision.Await.class),
                argumentSet(
                        "cancelled while it is made",
                        always().planning(job(), false).cancel(),
                        RunDecision.Stop.class),
                argumentSet(
                        "cancelled, the Job is going",
                        always().planning(deleted(), false).cancel(),
                        RunDecision.Wait.class),
                argumentSet(
                        "cancelled while it waits",
                        always().planned(PLAN)
                                .planning(job("Complete", ""), false, made(PLAN))
                                .cancel(),
                        RunDecision.Settle.class),
                argumentSet(
                        "the plan's Job was deleted afterwards",
                        always().planned(PLAN).planning(null, false),
                        RunDecision.Await.class));
    }

    @ParameterizedTest
    @MethodSource
    void decisions(FoundRun state, Class<? extends RunDecision> expected) {
        assertThat(RunDecision.decide(state.build())).isInstanceOf(expected);
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                argumentSet(
                        "another plan was approved",
                        always().planned(PLAN).approves("0123456789ab"),
                        "Failed PlanChanged"),
                argumentSet(
                        "another plan was approved, though none had to be",
                        onWarning().planned(PLAN).approves("0123456789ab"),
                        "Failed PlanChanged"),
                argumentSet(
                        "the plan in the status is another one",
                        always().tells(WARNS).planning(job("Complete", ""), false, made(PLAN)),
                        "Failed PlanLost"),
                argumentSet(
                        "there is none", always().planning(job("Complete", ""), false, made(PLAN)), "Failed PlanLost"),
                argumentSet(
                        "the pod did not say which",
                        always().tells(PLAN).planning(job("Complete", ""), false, pod(0, "")),
                        "Failed PlanLost"),
                argumentSet(
                        "the plan is blocked",
                        always().planning(
                                        job("Failed", "PodFailurePolicy"),
                                        false,
                                        pod(6, "{\"result\":\"Failed\",\"reason\":\"SchemaDrift\"}")),
                        "Failed SchemaDrift"),
                argumentSet("the plan's Job was deleted", always().planning(null, true), "Failed JobDeleted"),
                argumentSet("cancelled while it waits", always().planned(PLAN).cancel(), "Cancelled Cancelled"));
    }

    @ParameterizedTest
    @MethodSource
    void ends(FoundRun state, String expected) {
        assertThat(RunDecision.decide(state.build()))
                .isInstanceOfSatisfying(
                        RunDecision.Settle.class,
                        settle -> assertThat(settle.verdict().result() + " "
                                        + settle.verdict().reason())
                                .isEqualTo(expected));
    }

    @Test
    void theDatabasesThatASyncIsHeldToBindThePlansJobToo() {
        Pins changed = new Pins(PinnedIdentities.NONE.withChangedIn("kb-0").withChangedAt(Instant.EPOCH), false);
        assertThat(settled(always().pins(changed))).isEqualTo("Failed IdentityChanged");
        assertThat(settled(always().planned(PLAN).approves(PLAN.hash()).pins(changed)))
                .isEqualTo("Failed IdentityChanged");
    }

    @Test
    void aPlanOfDatabasesThatASyncIsHeldToNoMoreIsNotDone() {
        Pins cleared = new Pins(PinnedIdentities.NONE.withRepins(1).withLastHandledRepin("x"), false);
        FoundRun approved = always().planned(PLAN).approves(PLAN.hash()).pins(cleared);
        assertThat(RunDecision.decide(approved.repins(1).build())).isInstanceOf(RunDecision.Start.class);
        assertThat(settled(approved.repins(0))).isEqualTo("Failed PlanChanged");
    }

    private static String settled(FoundRun state) {
        Verdict verdict = ((RunDecision.Settle) RunDecision.decide(state.build())).verdict();
        return verdict.result() + " " + verdict.reason();
    }

    /// What a run publishes counts even if it is cancelled then; that a plan is made is no such thing.
    @Test
    void aPodThatHasMadeThePlanHasPublishedNothing() {
        FoundRun cancelled = always().tells(PLAN)
                .planning(job("Complete", ""), false, made(PLAN))
                .cancel();
        assertThat(RunDecision.decide(cancelled.build()))
                .isInstanceOfSatisfying(
                        RunDecision.Settle.class,
                        settle -> assertThat(settle.verdict().result()).isEqualTo(RunResult.Cancelled));
    }

    @Test
    void whoeverWaitsIsToldHowToGoOn() {
        assertThat(RunDecision.decide(always().planned(WARNS).build()))
                .isInstanceOfSatisfying(
                        RunDecision.Await.class,
                        await -> assertThat(await.message())
                                .contains(
                                        "REPLACES local app@local:5432 with remote app@remote:5432",
                                        "2 tables, about 1,000 rows, 1 warning;")
                                .contains("dbsync approve run"));
    }

    @Test
    void aPlanWithoutWordsOrStatisticsIsAskedAboutAllTheSame() {
        PlanStatus silent = Specs.silent(PLAN);
        assertThat(RunDecision.decide(always().planned(silent).build()))
                .isInstanceOfSatisfying(
                        RunDecision.Await.class,
                        await -> assertThat(await.message())
                                .contains("REPLACES tables of app@local:5432 with those of app@remote:5432: 1 table, an"
                                        + " unknown number of rows (no statistics yet), 0 warnings;"));
    }

    private static Pod made(PlanStatus plan) {
        TerminationMessage words = TerminationMessageBuilder.builder()
                .result(RunResult.Succeeded)
                .message("a plan")
                .build();
        return pod(0, words.withPlan(plan).toJson());
    }

    private static FoundRun always() {
        return state().accepted(Approval.Always);
    }

    private static FoundRun onWarning() {
        return state().accepted(Approval.OnWarning);
    }
}
