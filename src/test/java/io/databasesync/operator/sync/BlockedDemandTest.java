package io.databasesync.operator.sync;

import static io.databasesync.testing.operator.FoundSync.NOW;
import static io.databasesync.testing.operator.FoundSync.again;
import static io.databasesync.testing.operator.FoundSync.changed;
import static io.databasesync.testing.operator.FoundSync.cleared;
import static io.databasesync.testing.operator.FoundSync.run;
import static io.databasesync.testing.operator.FoundSync.state;
import static io.databasesync.testing.operator.FoundSync.summary;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Annotations;
import io.databasesync.sync.Operation;
import io.databasesync.testing.operator.FoundSync;
import io.databasesync.testing.operator.Specs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A sync whose run was refused because a name led to another database looks again, and makes up for the run once.
class BlockedDemandTest {
    private static final DatabaseSyncSpec SPEC = Specs.spec();
    private static final DatabaseSyncSpec SUSPENDED = Specs.spec("public.*", null, true);

    @Test
    void aRefusalThatIsClearedWhileSuspendedIsMadeUpForLater() {
        SyncState suspended = cleared(state(SUSPENDED, changed("r2", SPEC)));
        suspended.sync().setStatus(SyncDecision.decide(suspended).status());
        suspended.sync().setSpec(SPEC);
        assertThat(summary(SyncDecision.decide(again(suspended)))).isEqualTo("start Pending [Reconciling]");
    }

    @Test
    void aBlockedSyncLooksAgainByPlansWithGrowingPauses() {
        DatabaseSyncRun refused = changed("r1", SPEC);
        SyncState state = state(SPEC, refused);
        DatabaseSyncStatus blocked = SyncDecision.decide(state).status();
        assertThat(blocked.message())
                .contains("run r1 found another database", "local and remote are exchanged", "dbsync repin")
                .contains("or at 2026-01-12T10:00:30Z");
        state.sync().setStatus(blocked);

        var look = (SyncDecision.StartRun)
                SyncDecision.decide(FoundSync.state(state.sync(), state.runs(), NOW.plusSeconds(30)));
        assertThat(look.demand().operation()).isEqualTo(Operation.Plan);
        assertThat(look.demand().tried()).isEqualTo(1);

        DatabaseSyncRun plan = changed(look.demand().name(), SPEC);
        plan.setSpec(plan.getSpec().withOperation(Operation.Plan));
        plan.getMetadata().setAnnotations(Map.of(Annotations.REPINS, "0", Annotations.TRIED, "1"));
        plan.setStatus(Objects.requireNonNull(plan.getStatus()).withFinishedAt(NOW.plusSeconds(50)));
        DatabaseSyncStatus again = SyncDecision.decide(
                        FoundSync.state(state.sync(), List.of(refused, plan), NOW.plusSeconds(60)))
                .status();
        assertThat(again.phase()).isEqualTo("Blocked");
        assertThat(Objects.requireNonNull(again.nextRetry()).at())
                .as("half a minute later")
                .isEqualTo(NOW.plusSeconds(80));
    }

    @Test
    void aRefusedRunIsMadeUpForWhenAPlanFindsThePinnedDatabasesAgain() {
        DatabaseSyncRun refused = changed("r1", SPEC);
        SyncState state = state(SPEC, refused);
        state.sync().setStatus(SyncDecision.decide(state).status());
        DatabaseSyncRun plan = run("p", SPEC, RunResult.Succeeded, Operation.Plan, 60);
        plan.getMetadata().setAnnotations(Map.of(Annotations.REPINS, "0"));

        var start = (SyncDecision.StartRun)
                SyncDecision.decide(FoundSync.state(state.sync(), List.of(refused, plan), NOW.plusSeconds(60)));
        assertThat(start.demand().operation()).isEqualTo(Operation.Sync);
        assertThat(start.demand().reason()).isEqualTo("local and remote lead to the pinned databases again");
    }

    @Test
    void aRefusalIsMadeUpForOnce() {
        SyncState cleared = cleared(state(SPEC, changed("r2", SPEC)));
        var start = (SyncDecision.StartRun) SyncDecision.decide(cleared);
        cleared.sync().setStatus(start.status());
        SyncState later =
                FoundSync.state(cleared.sync(), List.of(run(start.demand().name(), SPEC, RunResult.Failed, 61)), NOW);
        assertThat(summary(SyncDecision.decide(later))).isEqualTo("show Failed [Stalled]");
    }
}
