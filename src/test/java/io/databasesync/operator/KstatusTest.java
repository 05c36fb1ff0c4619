package io.databasesync.operator;

import static io.databasesync.testing.operator.FoundSync.changed;
import static io.databasesync.testing.operator.FoundSync.run;
import static io.databasesync.testing.operator.FoundSync.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.GeneratedCrds;
import io.databasesync.api.RunResult;
import io.databasesync.operator.run.RunState;
import io.databasesync.operator.run.RunStatusView;
import io.databasesync.operator.run.Verdict;
import io.databasesync.operator.sync.SyncDecision;
import io.databasesync.operator.sync.SyncState;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.operator.FoundRun;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A sync and a run through their whole life, as tools see them that wait by kstatus.
class KstatusTest {
    private static final DatabaseSyncSpec SPEC = Specs.spec();
    private static final DatabaseSyncSpec OTHER = Specs.spec("public.b*", null, null);
    private static final DatabaseSyncSpec SUSPENDED = Specs.spec("public.*", null, true);

    static Stream<Arguments> syncs() {
        DatabaseSyncRun good = run("r1", SPEC, RunResult.Succeeded, 1);
        DatabaseSyncRun bad = run("r1", SPEC, RunResult.Failed, 1);
        DatabaseSyncRun active = run("r2", SPEC, null, 2);
        return Stream.of(
                argumentSet("created", state(SPEC), Kstatus.InProgress),
                argumentSet("copies", state(SPEC, active), Kstatus.InProgress),
                argumentSet("copies again", state(SPEC, good, active), Kstatus.InProgress),
                argumentSet("waits for approval", state(SPEC, awaiting()), Kstatus.InProgress),
                argumentSet("succeeded", state(SPEC, good), Kstatus.Current),
                argumentSet(
                        "compared meanwhile",
                        state(SPEC, good, run("v", SPEC, null, Operation.Verify, 2)),
                        Kstatus.Current),
                argumentSet(
                        "planned meanwhile",
                        state(SPEC, good, run("p", SPEC, null, Operation.Plan, 2)),
                        Kstatus.Current),
                argumentSet("failed", state(SPEC, bad), Kstatus.Failed),
                argumentSet("cancelled", state(SPEC, run("r1", SPEC, RunResult.Cancelled, 1)), Kstatus.Failed),
                argumentSet(
                        "rolled back",
                        state(SPEC, good, run("u", SPEC, RunResult.Succeeded, Operation.Rollback, 3)),
                        Kstatus.Failed),
                argumentSet("blocked", state(SPEC, changed("r1", SPEC)), Kstatus.Failed),
                argumentSet("suspended, never ran", state(SUSPENDED), Kstatus.Failed),
                argumentSet("suspended after a success", state(SUSPENDED, good), Kstatus.Current),
                argumentSet("suspended, other tables asked for", state(OTHER.withSuspend(true), good), Kstatus.Failed),
                argumentSet("suspended while it copies", state(SUSPENDED, active), Kstatus.InProgress));
    }

    @ParameterizedTest
    @MethodSource
    void syncs(SyncState state, Kstatus expected) {
        DatabaseSyncStatus status = SyncDecision.decide(state).status();
        assertThat(Kstatus.of(state.generation(), status.observedGeneration(), status.conditions()))
                .isEqualTo(expected);
        assertThat(status.conditions())
                .allSatisfy(condition ->
                        assertThat(condition.getObservedGeneration()).isEqualTo(state.generation()));
    }

    @Test
    void anObjectThatNobodyHasSeenIsNotCurrent() {
        assertThat(Kstatus.of(1, null, List.of())).as("without the default").isEqualTo(Kstatus.Current);
        assertThat(GeneratedCrds.all()).hasSize(2).allSatisfy(crd -> {
            var schema = crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
            var unseen =
                    Objects.requireNonNull(schema.getProperties().get("status")).getDefault();
            assertThat(unseen.path("observedGeneration").asLong()).isEqualTo(-1);
        });
        assertThat(Kstatus.of(1, -1L, List.of())).isEqualTo(Kstatus.InProgress);
    }

    @Test
    void anEditedObjectThatNobodyHasSeenIsInProgress() {
        DatabaseSyncStatus status = SyncDecision.decide(state(SPEC, run("r1", SPEC, RunResult.Succeeded, 1)))
                .status();
        assertThat(Kstatus.of(2, status.observedGeneration(), status.conditions()))
                .isEqualTo(Kstatus.InProgress);
    }

    /// `kubectl wait --for=condition=Complete`, or `Failed`.
    @ParameterizedTest
    @EnumSource
    void oneOfTwoConditionsOfARunBecomesTrue(RunResult result) {
        RunState state = FoundRun.state().accepted().build();
        Reason reason = result == RunResult.Cancelled ? Reason.Cancelled : Reason.CopyFailed;
        DatabaseSyncRunStatus status =
                new RunStatusView(state).settled(Verdict.of(result, reason, "it ended", FoundRun.NOW));
        assertThat(status.conditions().stream()
                        .filter(condition -> condition.getStatus().equals("True"))
                        .map(Condition::getType))
                .isEqualTo(
                        switch (result) {
                            case Succeeded -> List.of("Ready", "Complete");
                            case Failed, Cancelled -> List.of("Stalled", "Failed");
                        });
        assertThat(Kstatus.of(0, status.observedGeneration(), status.conditions()))
                .isEqualTo(result == RunResult.Succeeded ? Kstatus.Current : Kstatus.Failed);
    }

    @Test
    void aRunUnderWayIsInProgressAndNeitherCompleteNorFailed() {
        RunState state = FoundRun.state().accepted().build();
        DatabaseSyncRunStatus status = new RunStatusView(state).underWay(Phase.Copying, null, "run");
        assertThat(Kstatus.of(0, status.observedGeneration(), status.conditions()))
                .isEqualTo(Kstatus.InProgress);
        assertThat(status.conditions()).extracting(Condition::getType).doesNotContain("Complete", "Failed");
    }

    private static DatabaseSyncRun awaiting() {
        DatabaseSyncRun run = run("r1", SPEC, null, 1);
        run.setStatus(Objects.requireNonNull(run.getStatus()).withPhase(Phase.AwaitingApproval));
        return run;
    }
}
