package io.databasesync.operator.sync;

import static io.databasesync.testing.operator.FoundSync.NOW;
import static io.databasesync.testing.operator.FoundSync.again;
import static io.databasesync.testing.operator.FoundSync.run;
import static io.databasesync.testing.operator.FoundSync.state;
import static io.databasesync.testing.operator.FoundSync.summary;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.databasesync.operator.run.SpecHash;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Operation;
import io.databasesync.testing.operator.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a sync holds does not change when runs are deleted: its status stands until another one ends. And what it
/// does not know yet, runs tell.
class DeletedRunsTest {
    private static final DatabaseSyncSpec SPEC = Specs.spec();
    private static final DatabaseSyncSpec OTHER = Specs.spec("public.b*", null, null);
    private static final DatabaseSyncSpec SUSPENDED = Specs.spec("public.*", null, true);

    private final DatabaseSyncRun good = run("r1", SPEC, RunResult.Succeeded, 1);
    private final DatabaseSyncRun undone = run("u", SPEC, RunResult.Succeeded, Operation.Rollback, 3);

    private @Nullable DatabaseSyncStatus status;

    @Test
    void aSyncStaysRolledBackWhenTheRollbackIsDeleted() {
        decide(SPEC, good, undone);
        assertThat(summary(decide(SPEC, good))).isEqualTo("show RolledBack [Stalled]");
        assertThat(reason()).isEqualTo("RolledBack");
    }

    @Test
    void aSyncStaysRolledBackWhenAllRunsAreDeletedAndAPlanIsMade() {
        Instant published = Objects.requireNonNull(decide(SPEC, good).status().lastSuccessTime());
        decide(SPEC, good, undone);
        decide(SPEC, run("p", SPEC, null, Operation.Plan, 5));
        assertThat(reason()).isEqualTo("RolledBack");
        SyncDecision decision = decide(SPEC, run("p", SPEC, RunResult.Succeeded, Operation.Plan, 5));
        assertThat(summary(decision)).isEqualTo("show RolledBack [Stalled]");
        assertThat(reason()).isEqualTo("RolledBack");
        assertThat(decision.status().lastSuccessTime()).isEqualTo(published);
    }

    @Test
    void aSyncStaysRolledBackWhileItIsSuspended() {
        decide(SPEC, good, undone);
        decide(SUSPENDED, good, undone);
        assertThat(summary(decide(SUSPENDED))).isEqualTo("show Suspended [Stalled]");
        decide(SPEC);
        assertThat(reason()).isEqualTo("RolledBack");
    }

    @Test
    void theNewestContentStaysPublishedWhenItsRunIsDeletedAndAnOlderOneIsLeft() {
        decide(SPEC, good);
        DatabaseSyncStatus before =
                decide(OTHER, good, run("r2", OTHER, RunResult.Succeeded, 2)).status();
        SyncDecision decision = decide(OTHER, good);
        assertThat(summary(decision)).isEqualTo("show Succeeded [Ready, InSync]");
        assertThat(decision.status()).as("nothing to write").isEqualTo(before);
    }

    @Test
    void aFailureStaysOneWhenItsRunIsDeletedAndAPlanIsMade() {
        decide(SPEC, run("r1", SPEC, RunResult.Failed, 1));
        decide(SPEC, run("p", SPEC, null, Operation.Plan, 5));
        SyncDecision decision = decide(SPEC);
        assertThat(summary(decision)).isEqualTo("show Failed [Stalled]");
        assertThat(reason()).isEqualTo("CopyFailed");
        assertThat(decision.status().message()).isEqualTo("about to say");
    }

    @Test
    void whatADeletedRunPublishedIsNotWhatAnotherSpecAsksFor() {
        decide(SPEC, good);
        decide(OTHER);
        assertThat(summary(decide(OTHER, run("r2", OTHER, null, 2)))).isEqualTo("show Copying [Reconciling, InSync]");
    }

    @Test
    void aRunThatEndsAfterADeletedOneCounts() {
        decide(SPEC, good, run("r2", SPEC, RunResult.Failed, 2));
        assertThat(summary(decide(SPEC, good, run("r3", SPEC, RunResult.Succeeded, 3))))
                .isEqualTo("show Succeeded [Ready, InSync]");
    }

    @Test
    void aSpecThatChangesBackBeforeItsRunIsNotedRunsAgain() {
        decide(SPEC, good);
        assertThat(summary(decide(SPEC, good, run("r2", OTHER, null, 2)))).startsWith("show Copying");
        assertThat(Objects.requireNonNull(status).handledSpecHash()).isEqualTo(SpecHash.what(OTHER));
        assertThat(summary(decide(SPEC, good, run("r2", OTHER, RunResult.Succeeded, 2))))
                .isEqualTo("start Pending [Reconciling, InSync]");
    }

    @Test
    void aSpecThatChangesBackRunsAgainThoughTheOperatorSawNothingOfTheRunInBetween() {
        decide(SPEC, good);
        assertThat(summary(decide(SPEC, good, run("r2", OTHER, RunResult.Succeeded, 2))))
                .isEqualTo("start Pending [Reconciling, InSync]");
    }

    /// After what was decided before was written down.
    private SyncDecision decide(DatabaseSyncSpec spec, DatabaseSyncRun... runs) {
        SyncDecision decision = SyncDecision.decide(state(spec, status, runs));
        status = decision.status();
        return decision;
    }

    private String reason() {
        return Conditions.find(Objects.requireNonNull(status).conditions(), "Ready")
                .orElseThrow()
                .getReason();
    }

    @Test
    void aDeletedRunIsSaidAndNotMadeAgain() {
        SyncState state = state(SPEC);
        var first = (SyncDecision.StartRun) SyncDecision.decide(state);
        state.sync().setStatus(first.status());
        String name = first.demand().name();
        SyncState gone = new SyncState(state.sync(), List.of(), NOW, Duration.ofMinutes(1), Optional.of(name));

        SyncDecision shown = SyncDecision.decide(gone);
        assertThat(summary(shown)).isEqualTo("show Idle [Stalled]");
        assertThat(shown.status().message())
                .isEqualTo("run %s was deleted before it had ended; change the spec or spec.trigger to sync again"
                        .formatted(name));
        assertThat(shown.status().percent()).isNull();
        state.sync().setStatus(shown.status());
        assertThat(SyncDecision.decide(again(state)).status()).as("it stays").isEqualTo(shown.status());

        state.sync().setSpec(OTHER);
        assertThat(summary(SyncDecision.decide(again(state)))).isEqualTo("start Pending [Reconciling]");
    }

    @Test
    void aRunThatIsDeletedOverPublishedContentLeavesTheSyncReady() {
        SyncState state = state(
                Specs.spec("public.*", "again", null),
                SyncDecision.decide(state(SPEC, good)).status(),
                good);
        state.sync().setStatus(SyncDecision.decide(state).status());
        SyncState gone =
                new SyncState(state.sync(), List.of(good), NOW, Duration.ofMinutes(1), Optional.of("knowledge-base-x"));
        assertThat(summary(SyncDecision.decide(gone))).isEqualTo("show Succeeded [Ready, InSync]");
        assertThat(SyncDecision.decide(gone).status().deletedRun()).isEqualTo("knowledge-base-x");
    }
}
