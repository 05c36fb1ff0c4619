package io.databasesync.operator.sync;

import static io.databasesync.testing.operator.FoundSync.run;
import static io.databasesync.testing.operator.FoundSync.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.LastVerification;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.api.RunResult;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.testing.operator.FoundSync;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Which of its runs a sync shows, and what it keeps of a comparison.
class ShownRunTest {
    private static final DatabaseSyncSpec SPEC = Specs.spec();

    private final DatabaseSyncRun good = run("r1", SPEC, RunResult.Succeeded, 1);

    @Test
    void theRunThatWorksIsShownNotTheOneThatWaitsForIt() {
        DatabaseSyncRun works = begun(run("r2", SPEC, null, 2), Phase.Copying);
        DatabaseSyncRun waits = run("r3", SPEC, null, 3);
        DatabaseSyncRun earlier = run("r0", SPEC, null, Operation.Verify, 0);
        DatabaseSyncStatus status = status(good, works, waits, earlier);
        assertThat(status.activeRun()).isEqualTo("r2");
        assertThat(status.operation()).isEqualTo(Operation.Sync);
        assertThat(status.waitingRuns()).isEqualTo(2);
        assertThat(status(good, works).waitingRuns()).as("none").isNull();
    }

    @Test
    void comparisonsAndPlansAreNotShownAsTheSyncsOwnWork() {
        DatabaseSyncStatus before = status(good);
        assertThat(status(good, begun(run("v", SPEC, null, Operation.Verify, 2), Phase.Verifying)))
                .isEqualTo(before);
        assertThat(status(good, begun(run("p", SPEC, null, Operation.Plan, 2), Phase.Validating)))
                .isEqualTo(before);
    }

    @Test
    void aDifferenceIsShownAlthoughTheSyncStaysReady() {
        DatabaseSyncStatus status = status(good, differs(3));
        assertThat(status.lastVerification())
                .isEqualTo(new LastVerification(
                        "v",
                        false,
                        Objects.requireNonNull(differs(3).getStatus()).finishedAt(),
                        "about to say"));
        assertThat(condition(status, "InSync").getStatus()).isEqualTo("False");
        assertThat(condition(status, "InSync").getMessage()).isEqualTo("run v: about to say");
        assertThat(condition(status, "InSync").getReason()).isEqualTo("VerificationFailed");
        assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
        assertThat(status.phase()).isEqualTo("Succeeded");
    }

    @Test
    void theNextPublicationMakesUpForADifference() {
        DatabaseSyncStatus status = status(differs(1), run("r2", SPEC, RunResult.Succeeded, 4));
        assertThat(condition(status, "InSync").getStatus()).isEqualTo("True");
        assertThat(Objects.requireNonNull(status.lastVerification()).equal()).isFalse();
    }

    @Test
    void aComparisonThatGotNoConnectionSaysNothingAboutTheContent() {
        DatabaseSyncRun failed = run("v", SPEC, RunResult.Failed, Operation.Verify, 3);
        DatabaseSyncStatus status = status(good, failed);
        assertThat(status.lastVerification()).isNull();
        assertThat(condition(status, "InSync").getStatus()).isEqualTo("True");
    }

    @Test
    void theLastComparisonOutlivesItsRun() {
        SyncState state = state(SPEC, good, differs(3));
        DatabaseSyncStatus told = SyncDecision.decide(state).status();
        assertThat(SyncDecision.decide(state(SPEC, told, good)).status()).isEqualTo(told);
    }

    @Test
    void tablesRateAndTheRemainingTimeAreOfTheActiveRunOnly() {
        DatabaseSyncRun copies = begun(run("r2", SPEC, null, 2), Phase.Copying);
        ProgressStatus progress = ProgressStatusBuilder.builder()
                .phase(Phase.Copying)
                .percent(47)
                .tables(ProgressStatus.Count.of(8, 17))
                .bytes(ProgressStatus.Bytes.of(1, 2, 41_000_000))
                .heartbeat(FoundSync.NOW)
                .eta(FoundSync.NOW.plusSeconds(252))
                .remaining("4m12s")
                .build();
        copies.setStatus(Objects.requireNonNull(copies.getStatus()).withProgress(progress));
        DatabaseSyncStatus status = status(good, copies);
        assertThat(status.tables()).isEqualTo("8/17");
        assertThat(status.rate()).isEqualTo("41 MB/s");
        assertThat(status.remaining()).isEqualTo("4m12s");
        DatabaseSyncStatus settled = status(good);
        assertThat(settled)
                .extracting(
                        DatabaseSyncStatus::tables,
                        DatabaseSyncStatus::rate,
                        DatabaseSyncStatus::eta,
                        DatabaseSyncStatus::remaining)
                .containsOnlyNulls();
    }

    private static DatabaseSyncRun differs(int minute) {
        DatabaseSyncRun run = run("v", SPEC, RunResult.Failed, Operation.Verify, minute);
        run.setStatus(Objects.requireNonNull(run.getStatus()).withReason("VerificationFailed"));
        return run;
    }

    private static DatabaseSyncRun begun(DatabaseSyncRun run, Phase phase) {
        run.setStatus(Objects.requireNonNull(run.getStatus())
                .withPhase(phase)
                .withJobName(run.getMetadata().getName()));
        return run;
    }

    private static DatabaseSyncStatus status(DatabaseSyncRun... runs) {
        return SyncDecision.decide(state(SPEC, runs)).status();
    }

    private static Condition condition(DatabaseSyncStatus status, String type) {
        return Conditions.find(status.conditions(), type).orElseThrow();
    }
}
