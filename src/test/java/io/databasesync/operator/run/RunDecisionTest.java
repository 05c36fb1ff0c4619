package io.databasesync.operator.run;

import static io.databasesync.testing.operator.FoundJobs.deleted;
import static io.databasesync.testing.operator.FoundJobs.job;
import static io.databasesync.testing.operator.FoundJobs.oomKilled;
import static io.databasesync.testing.operator.FoundJobs.pod;
import static io.databasesync.testing.operator.FoundRun.NOW;
import static io.databasesync.testing.operator.FoundRun.SPEC;
import static io.databasesync.testing.operator.FoundRun.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.api.RunResult;
import io.databasesync.operator.job.StartTrouble;
import io.databasesync.operator.run.RunState.SyncLookup;
import io.databasesync.sync.Approval;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.operator.FoundJobs;
import io.databasesync.testing.operator.FoundRun;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The next step of a run, by what the cluster shows.
class RunDecisionTest {
    private static final SyncLookup FOUND = new SyncLookup.Found(
            SPEC, new OwnerReferenceBuilder().withUid("sync").build());

    private static final Pins CHANGED =
            new Pins(PinnedIdentities.NONE.withChangedIn("earlier").withChangedAt(NOW), false);
    private static final Pins CLEARING =
            new Pins(PinnedIdentities.NONE.withRepins(1).withLastHandledRepin("moved"), true);

    static Stream<Arguments> decisions() {
        return Stream.of(
                argumentSet("new", state().found(FOUND), RunDecision.Accept.class),
                argumentSet(
                        "new, with the same template", state().template(SPEC).found(FOUND), RunDecision.Accept.class),
                argumentSet("accepted", state().accepted(), RunDecision.Start.class),
                argumentSet("accepted, another is under way", state().accepted().waitsFor("x"), RunDecision.Wait.class),
                argumentSet(
                        "accepted, the pins are being cleared",
                        state().accepted().pins(CLEARING),
                        RunDecision.Wait.class),
                argumentSet("accepted, its sync is gone", state().accepted().pins(null), RunDecision.Wait.class),
                argumentSet("an end leads elsewhere", state().accepted().pins(CHANGED), RunDecision.Settle.class),
                argumentSet(
                        "an end leads elsewhere, a rollback",
                        state().accepted().pins(CHANGED).operation(Operation.Rollback),
                        RunDecision.Settle.class),
                argumentSet(
                        "an end leads elsewhere, only looking",
                        state().accepted().pins(CHANGED).operation(Operation.Plan),
                        RunDecision.Start.class),
                argumentSet("its Job is under way", state().accepted().job(job()), RunDecision.Follow.class),
                argumentSet("its Job is done", state().accepted().job(job("Complete", "")), RunDecision.Settle.class),
                argumentSet("its Job vanished", state().accepted().vanished(), RunDecision.Settle.class),
                argumentSet(
                        "cancelled before it was accepted", state().cancel().found(FOUND), RunDecision.Settle.class),
                argumentSet("cancelled before its Job", state().accepted().cancel(), RunDecision.Settle.class),
                argumentSet("cancelled under way", state().accepted().cancel().job(job()), RunDecision.Stop.class),
                argumentSet(
                        "cancelled, the Job is going",
                        state().accepted().cancel().job(deleted()),
                        RunDecision.Wait.class),
                argumentSet(
                        "cancelled, the Job ended while it is going, and its pod is gone",
                        state().accepted().cancel().job(deleted(job("Failed", "PodFailurePolicy"))),
                        RunDecision.Wait.class),
                argumentSet(
                        "cancelled, the Job ended while it is going, and its pod says how",
                        state().accepted()
                                .cancel()
                                .job(deleted(job("Failed", "PodFailurePolicy")))
                                .pod(pod(5, "")),
                        RunDecision.Settle.class),
                argumentSet(
                        "cancelled, a pod is left",
                        state().accepted().cancel().pod(pod(5, "")),
                        RunDecision.Wait.class),
                argumentSet(
                        "never started, and outdated",
                        state().accepted().job(job()).outdated(),
                        RunDecision.Supersede.class),
                argumentSet(
                        "its plan never started, and it is outdated",
                        state().accepted(Approval.Always).planning(job(), false).outdated(),
                        RunDecision.Supersede.class),
                argumentSet(
                        "replaced, the Job is going",
                        state().accepted().superseded().job(deleted()),
                        RunDecision.Wait.class),
                argumentSet(
                        "replaced, the Job is gone",
                        state().accepted().superseded().vanished(),
                        RunDecision.Settle.class),
                argumentSet("settled", state().settled(), RunDecision.Nothing.class),
                argumentSet("settled, its Job is gone", state().settled().vanished(), RunDecision.Nothing.class),
                argumentSet(
                        "settled, then cancelled", state().settled().cancel().job(job()), RunDecision.Nothing.class));
    }

    @ParameterizedTest
    @MethodSource
    void decisions(FoundRun state, Class<? extends RunDecision> expected) {
        assertThat(RunDecision.decide(state.build())).isInstanceOf(expected);
    }

    @Test
    void aRunThatIsRestoredWithoutItsStatusIsNotDoneAgain() {
        var settle = (RunDecision.Settle) RunDecision.decide(state().restored("Failed ShrinkLimit 2026-01-11T10:00:00Z")
                .found(FOUND)
                .build());
        assertThat(settle.verdict().result()).isEqualTo(RunResult.Failed);
        assertThat(settle.verdict().reason()).isEqualTo(Reason.ShrinkLimit);
        assertThat(settle.verdict().finishedAt()).isEqualTo("2026-01-11T10:00:00Z");
        assertThat(settle.verdict().message()).contains("restored without its status");

        assertThat(RunDecision.decide(state().restored("nonsense").found(FOUND).build()))
                .isInstanceOf(RunDecision.Accept.class);
    }

    @Test
    void aReplacedRunSaysSo() {
        var settle = (RunDecision.Settle)
                RunDecision.decide(state().accepted().superseded().vanished().build());
        assertThat(settle.verdict().result()).isEqualTo(RunResult.Cancelled);
        assertThat(settle.verdict().reason()).isEqualTo(ConditionReason.Superseded);
    }

    @Test
    void theDeadlineDoesNotHideWhyNothingStarted() {
        FoundRun waiting = state().accepted()
                .starts(new StartTrouble(ConditionReason.SecretMissing, "Secret a (uri) does not exist"))
                .shown();
        var settle = (RunDecision.Settle) RunDecision.decide(
                waiting.job(job("Failed", "DeadlineExceeded")).build());
        assertThat(settle.verdict().reason()).isEqualTo(ConditionReason.SecretMissing);
        assertThat(settle.verdict().message())
                .startsWith("Secret a (uri) does not exist; no pod had started when spec.deadline passed");
    }

    static Stream<Arguments> podsBeforeTheirJobEnds() {
        Pod refused = pod(6, "{\"result\":\"Failed\",\"reason\":\"SchemaDrift\",\"message\":\"column b is missing\"}");
        return Stream.of(
                argumentSet("done", job(), pod(0, ""), "Succeeded Succeeded"),
                argumentSet("refused", job(), refused, "Failed SchemaDrift"),
                argumentSet("another attempt follows", job(), pod(75, ""), null),
                argumentSet("crashed", job(), oomKilled(), null),
                argumentSet("somebody deletes it", job(), FoundJobs.going(refused), null),
                argumentSet("its node is drained", job(), FoundJobs.drained(refused), null),
                argumentSet("done, then drained", job(), FoundJobs.drained(pod(0, "")), "Succeeded Succeeded"),
                argumentSet("the Job stops it", job("FailureTarget", "DeadlineExceeded"), pod(5, ""), null),
                argumentSet("the Job is going", deleted(), pod(5, ""), null),
                argumentSet("of an earlier Job", job(), FoundJobs.ofAnotherJob(pod(0, "")), null));
    }

    @ParameterizedTest
    @MethodSource
    void podsBeforeTheirJobEnds(Job job, Pod pod, @Nullable String expected) {
        RunDecision decision =
                RunDecision.decide(state().accepted().job(job).pod(pod).build());
        if (expected == null) {
            assertThat(decision).isInstanceOf(RunDecision.Follow.class);
            return;
        }
        assertThat(decision).isInstanceOfSatisfying(RunDecision.Settle.class, settle -> {
            assertThat(settle.verdict().result() + " " + settle.verdict().reason())
                    .isEqualTo(expected);
            assertThat(settle.verdict().finishedAt()).isEqualTo(NOW);
        });
    }

    static Stream<Arguments> refusals() {
        DatabaseSyncSpec other = Specs.spec("secret.*", null, null);
        return Stream.of(
                argumentSet("no sync", state().found(new SyncLookup.Missing("has no sync")), "has no sync"),
                argumentSet("newer sync", state().found(new SyncLookup.Unreadable("is Sealed")), "is Sealed"),
                argumentSet("other template", state().template(other).found(FOUND), "spec.template differs"));
    }

    @ParameterizedTest
    @MethodSource
    void refusals(FoundRun state, String message) {
        assertThat(RunDecision.decide(state.build())).isInstanceOfSatisfying(RunDecision.Settle.class, settle -> {
            assertThat(settle.verdict().result()).isEqualTo(RunResult.Failed);
            assertThat(settle.verdict().reason()).isEqualTo(Reason.InvalidSpec);
            assertThat(settle.verdict().message()).contains(message);
        });
    }

    @Test
    void phaseFollowsThePodButNotToAnEnd() {
        assertThat(follow(Phase.Indexing)).isEqualTo(Phase.Indexing);
        assertThat(follow(Phase.Failed)).isEqualTo(Phase.Pending);
        assertThat(follow(Phase.Succeeded)).isEqualTo(Phase.Publishing);
        assertThat(follow(null)).isEqualTo(Phase.Pending);
    }

    private static Phase follow(@Nullable Phase told) {
        RunDecision decision =
                RunDecision.decide(state().accepted().job(job()).tells(told).build());
        return ((RunDecision.Follow) decision).phase();
    }
}
