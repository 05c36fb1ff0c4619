package io.databasesync.operator.sync;

import static io.databasesync.testing.operator.FoundSync.NOW;
import static io.databasesync.testing.operator.FoundSync.again;
import static io.databasesync.testing.operator.FoundSync.changed;
import static io.databasesync.testing.operator.FoundSync.cleared;
import static io.databasesync.testing.operator.FoundSync.foreign;
import static io.databasesync.testing.operator.FoundSync.run;
import static io.databasesync.testing.operator.FoundSync.state;
import static io.databasesync.testing.operator.FoundSync.summary;
import static io.databasesync.testing.operator.FoundSync.waived;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncSpecSafetyBuilder;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.api.RunResult;
import io.databasesync.api.WorkerSpec;
import io.databasesync.operator.run.SpecHash;
import io.databasesync.sync.Approval;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.testing.operator.FoundSync;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is done about a sync, and what it shows, by what the cluster shows.
class SyncDecisionTest {
    private static final DatabaseSyncSpec SPEC = Specs.spec();
    private static final DatabaseSyncSpec OTHER = Specs.spec("public.b*", null, null);
    private static final DatabaseSyncSpec TUNED = SPEC.withSafety(Specs.anyShrink());
    private static final DatabaseSyncSpec TRIGGERED = Specs.spec("public.*", "again", null);
    private static final DatabaseSyncSpec SUSPENDED = Specs.spec("public.*", null, true);

    /// Expected: whether a run is started, the phase, and which conditions are true.
    static Stream<Arguments> decisions() {
        DatabaseSyncRun good = run("r1", SPEC, RunResult.Succeeded, 1);
        DatabaseSyncRun bad = run("r1", SPEC, RunResult.Failed, 1);
        DatabaseSyncRun active = run("r2", SPEC, null, 2);
        DatabaseSyncRun plan = run("p", SPEC, RunResult.Failed, Operation.Plan, 3);
        DatabaseSyncRun undone = run("u", SPEC, RunResult.Succeeded, Operation.Rollback, 3);
        DatabaseSyncRun notUndone = run("u", SPEC, RunResult.Failed, Operation.Rollback, 3);
        return Stream.of(
                argumentSet("new", state(SPEC), "start Pending [Reconciling]"),
                argumentSet("under way", state(SPEC, active), "show Copying [Reconciling]"),
                argumentSet("succeeded", state(SPEC, good), "show Succeeded [Ready, InSync]"),
                argumentSet("failed: no loop", state(SPEC, bad), "show Failed [Stalled]"),
                argumentSet(
                        "cancelled: no loop",
                        state(SPEC, run("r1", SPEC, RunResult.Cancelled, 1)),
                        "show Cancelled [Stalled]"),
                argumentSet("other tables", state(OTHER, good), "start Pending [Reconciling, InSync]"),
                argumentSet("other tables, failed before", state(OTHER, bad), "start Pending [Reconciling]"),
                argumentSet("raised a limit after a failure", state(TUNED, bad), "start Pending [Reconciling]"),
                argumentSet(
                        "raised a limit after somebody cancelled",
                        state(TUNED, run("r1", SPEC, RunResult.Cancelled, 1)),
                        "start Pending [Reconciling]"),
                argumentSet("raised a limit after a success", state(TUNED, good), "show Succeeded [Ready, InSync]"),
                argumentSet("raised a limit, rolled back", state(TUNED, good, undone), "show RolledBack [Stalled]"),
                argumentSet("raised a limit, under way: later", state(TUNED, active), "show Copying [Reconciling]"),
                argumentSet(
                        "raised a limit, suspended: later",
                        state(TUNED.withSuspend(true), bad),
                        "show Suspended [Stalled]"),
                argumentSet(
                        "resumed after a failure: no edit",
                        state(SPEC.withSuspend(false), bad),
                        "show Failed [Stalled]"),
                argumentSet("other tables, under way: later", state(OTHER, active), "show Copying [Reconciling]"),
                argumentSet(
                        "triggered: stays ready", state(TRIGGERED, good), "start Pending [Ready, Reconciling, InSync]"),
                argumentSet(
                        "repeated: stays ready",
                        state(SPEC, good, active),
                        "show Copying [Ready, Reconciling, InSync]"),
                argumentSet("suspended, new", state(SUSPENDED), "show Suspended [Stalled]"),
                argumentSet("suspended, under way: goes on", state(SUSPENDED, active), "show Copying [Reconciling]"),
                argumentSet("suspended, succeeded", state(SUSPENDED, good), "show Suspended [Ready, InSync]"),
                argumentSet("a plan failed: still ready", state(SPEC, good, plan), "show Succeeded [Ready, InSync]"),
                argumentSet(
                        "a comparison failed: still ready",
                        state(SPEC, good, run("v", SPEC, RunResult.Failed, Operation.Verify, 3)),
                        "show Succeeded [Ready, InSync]"),
                argumentSet(
                        "a comparison succeeded after a failed sync: still failed",
                        state(SPEC, bad, run("v", SPEC, RunResult.Succeeded, Operation.Verify, 3)),
                        "show Failed [Stalled, InSync]"),
                argumentSet("a plan only: not handled", state(SPEC, plan), "start Pending [Reconciling]"),
                argumentSet("rolled back: no new run", state(SPEC, good, undone), "show RolledBack [Stalled]"),
                argumentSet(
                        "rolled back, then triggered", state(TRIGGERED, good, undone), "start Pending [Reconciling]"),
                argumentSet(
                        "a rollback failed: still ready",
                        state(SPEC, good, notUndone),
                        "show Succeeded [Ready, InSync]"),
                argumentSet("an end leads elsewhere", state(SPEC, changed("r1", SPEC)), "show Blocked [Stalled]"),
                argumentSet(
                        "an end leads elsewhere, triggered: looks again first",
                        state(TRIGGERED, good, changed("r2", SPEC)),
                        "start Blocked [Stalled]"),
                argumentSet(
                        "an end leads elsewhere, cleared: made up for",
                        cleared(state(SPEC, good, changed("r2", SPEC))),
                        "start Pending [Reconciling]"),
                argumentSet(
                        "cleared while suspended: later",
                        cleared(state(SUSPENDED, changed("r2", SPEC))),
                        "show Suspended [Stalled]"),
                argumentSet(
                        "cleared as a precaution: no run",
                        cleared(state(SPEC, good)),
                        "show Succeeded [Ready, InSync]"),
                argumentSet(
                        "an end leads elsewhere, the spec is edited: looks again",
                        state(OTHER, good, changed("r2", SPEC)),
                        "start Blocked [Stalled]"),
                argumentSet(
                        "cancelled while it waited for approval: still ready",
                        state(SPEC, good, waived("r2", SPEC, 2)),
                        "show Succeeded [Ready, InSync]"),
                argumentSet(
                        "the first run was cancelled while it waited for approval",
                        state(SPEC, waived("r1", SPEC, 2)),
                        "show Cancelled [Stalled]"),
                argumentSet(
                        "other tables, cancelled while they waited for approval",
                        state(OTHER, good, waived("r2", OTHER, 2)),
                        "show Cancelled [Stalled, InSync]"),
                argumentSet("somebody else's run", state(SPEC, foreign()), "start Pending [Reconciling]"));
    }

    @ParameterizedTest
    @MethodSource
    void decisions(SyncState state, String expected) {
        assertThat(summary(SyncDecision.decide(state))).isEqualTo(expected);
    }

    @Test
    void sameSpecAlwaysAsksForTheSameRun() {
        var first = (SyncDecision.StartRun) SyncDecision.decide(state(SPEC));
        var again = (SyncDecision.StartRun) SyncDecision.decide(state(SPEC));
        assertThat(again.demand()).isEqualTo(first.demand());
        assertThat(first.demand().name()).matches("knowledge-base-[0-9a-f]{8}");
    }

    @Test
    void theLongestTriggerFitsIntoTheReasonOfARun() {
        SyncState state = state(Specs.spec("public.*", "t".repeat(253), null), run("r1", SPEC, RunResult.Succeeded, 1));
        state.sync()
                .setStatus(SyncDecision.decide(state(SPEC, state.runs().getFirst()))
                        .status());
        var start = (SyncDecision.StartRun) SyncDecision.decide(again(state));
        assertThat(start.demand().reason())
                .startsWith("trigger ttt")
                .hasSize(253)
                .endsWith(" …");
    }

    @Test
    void whatTheStatusRemembersOutlivesDeletedRuns() {
        DatabaseSyncStatus done = SyncDecision.decide(state(SPEC, run("r1", SPEC, RunResult.Succeeded, 1)))
                .status();
        SyncState later = state(SPEC);
        later.sync().setStatus(done);

        SyncDecision decision = SyncDecision.decide(again(later));
        assertThat(summary(decision)).isEqualTo("show Succeeded [Ready, InSync]");
        assertThat(decision.status()).as("nothing to write").isEqualTo(done);
    }

    @Test
    void transitionTimeMovesOnlyWhenTheStatusFlips() {
        SyncState state = state(SPEC, run("r1", SPEC, RunResult.Succeeded, 1));
        state.sync().setStatus(SyncDecision.decide(state).status());
        SyncState later =
                FoundSync.state(state.sync(), List.of(run("r2", SPEC, RunResult.Failed, 2)), NOW.plusSeconds(60));

        List<Condition> conditions = SyncDecision.decide(later).status().conditions();
        assertThat(times(conditions))
                .isEqualTo(
                        "Ready 2026-01-12T10:01:00Z, Reconciling 2026-01-12T10:00:00Z, Stalled 2026-01-12T10:01:00Z");
    }

    @Test
    void phasePercentAndMessageAreOfOneMoment() {
        DatabaseSyncRun run = run("r1", SPEC, null, 1);
        Objects.requireNonNull(run.getStatus());
        run.setStatus(run.getStatus().withProgress(progress(Phase.Indexing, 61)));
        assertThat(SyncDecision.decide(state(SPEC, run)).status())
                .extracting(DatabaseSyncStatus::phase, DatabaseSyncStatus::percent, DatabaseSyncStatus::message)
                .as("the operator has not copied the phase into the run yet")
                .containsExactly("Indexing", 61, "the pod's words");

        run.setStatus(run.getStatus().withPhase(Phase.Indexing).withMessage(null));
        assertThat(SyncDecision.decide(state(SPEC, run)).status().message())
                .as("the operator has nothing to add")
                .isEqualTo("the pod's words");
        run.setStatus(run.getStatus().withPhase(Phase.Copying).withMessage("about to say"));

        run.setStatus(run.getStatus().withProgress(progress(Phase.Copying, 40)));
        assertThat(SyncDecision.decide(state(SPEC, run)).status().message())
                .as("the operator may know more than the pod")
                .isEqualTo("about to say");

        run.setStatus(run.getStatus().withProgress(progress(Phase.Succeeded, 100)));
        assertThat(SyncDecision.decide(state(SPEC, run)).status())
                .extracting(DatabaseSyncStatus::phase, DatabaseSyncStatus::percent)
                .as("how it ended is the Job's to say, and a phase does not go back")
                .containsExactly("Publishing", 99);
    }

    private static ProgressStatus progress(Phase phase, int percent) {
        return ProgressStatusBuilder.builder()
                .attempt(1)
                .phase(phase)
                .percent(percent)
                .message("the pod's words")
                .build();
    }

    @Test
    void resourcesParallelismAndSuspendAskForNoRun() {
        DatabaseSyncSpec tuned = SPEC.withVerification(Comparison.Checksum)
                .withParallelism(new DatabaseSyncSpec.Parallelism(8, 4))
                .withSafety(DatabaseSyncSpecSafetyBuilder.builder()
                        .keepPrevious(0)
                        .lockTimeout("1s")
                        .maxShrinkPercent(20)
                        .build())
                .withApproval(Approval.Always)
                .withSuspend(false)
                .withRetry(new DatabaseSyncSpec.Retry(1))
                .withDeadline("1h")
                .withWorker(WorkerSpec.DEFAULT);
        assertThat(SpecHash.what(tuned)).isEqualTo(SpecHash.what(SPEC));
        assertThat(SpecHash.what(SPEC.withLocal(SPEC.local().withEnvironment("production"))))
                .as("another name for the same database")
                .isEqualTo(SpecHash.what(SPEC));
        assertThat(SpecHash.what(TRIGGERED)).isNotEqualTo(SpecHash.what(SPEC));
        assertThat(SpecHash.what(OTHER)).isNotEqualTo(SpecHash.what(SPEC));
    }

    private static String times(List<Condition> conditions) {
        return conditions.stream()
                .map(condition -> condition.getType() + " " + condition.getLastTransitionTime())
                .collect(Collectors.joining(", "));
    }

    @Test
    void aRaisedLimitAsksForOneRun() {
        DatabaseSyncRun bad = run("r1", SPEC, RunResult.Failed, 1);
        SyncState raised = state(TUNED, SyncDecision.decide(state(SPEC, bad)).status(), bad);
        var start = (SyncDecision.StartRun) SyncDecision.decide(raised);
        raised.sync().setStatus(start.status());
        String name = start.demand().name();

        assertThat(summary(SyncDecision.decide(
                        FoundSync.state(raised.sync(), List.of(bad, run(name, TUNED, RunResult.Failed, 2)), NOW))))
                .isEqualTo("show Failed [Stalled]");
        assertThat(summary(SyncDecision.decide(again(raised))))
                .as("a run that was deleted is not made again")
                .startsWith("show");
    }
}
