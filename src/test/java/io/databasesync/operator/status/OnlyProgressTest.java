package io.databasesync.operator.status;

import static io.databasesync.testing.operator.FoundSync.run;
import static io.databasesync.testing.operator.FoundSync.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.databasesync.operator.sync.SyncDecision;
import io.databasesync.sync.Phase;
import io.databasesync.testing.operator.Specs;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Which writes may wait for the next beat.
class OnlyProgressTest {
    private final DatabaseSyncStatus copying = SyncDecision.decide(
                    state(Specs.spec(), run("r1", Specs.spec(), null, 1)))
            .status();

    @Test
    void percentAndPhaseOfARunUnderWayMayWait() {
        assertThat(OnlyProgress.of(copying, copying.withPercent(47).withPhase("Indexing")))
                .isTrue();
    }

    @Test
    void theFirstStatusTheEndAndAnEditMayNot() {
        DatabaseSyncStatus done = SyncDecision.decide(
                        state(Specs.spec(), run("r1", Specs.spec(), RunResult.Succeeded, 1)))
                .status();
        assertThat(OnlyProgress.of(null, copying)).isFalse();
        assertThat(OnlyProgress.of(copying, done)).isFalse();
        assertThat(OnlyProgress.of(copying, copying.withObservedGeneration(2L))).isFalse();
        assertThat(OnlyProgress.of(done, done.withMessage("no run is active"))).isFalse();
    }

    @Test
    void thePlanOfARunThatWaitsForItMayNot() {
        DatabaseSyncRun run = run("r1", Specs.spec(), null, 1);
        DatabaseSyncRunStatus planning = Objects.requireNonNull(run.getStatus()).withJobName("r1-plan");
        run.setStatus(planning);
        assertThat(OnlyProgress.of(run, planning.withPlan(Specs.plan()))).isFalse();
        run.setStatus(planning.withJobName("r1"));
        assertThat(OnlyProgress.of(run, planning.withJobName("r1").withPlan(Specs.plan())))
                .isTrue();
        assertThat(OnlyProgress.of(run, planning.withJobName("r1").withPhase(Phase.Indexing)))
                .isTrue();
        assertThat(OnlyProgress.of(run, planning)).as("another Job").isFalse();
    }
}
