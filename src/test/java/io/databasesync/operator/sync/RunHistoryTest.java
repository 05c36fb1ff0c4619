package io.databasesync.operator.sync;

import static io.databasesync.testing.operator.FoundSync.run;
import static io.databasesync.testing.operator.FoundSync.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.PastRun;
import io.databasesync.api.RunResult;
import io.databasesync.sync.Operation;
import io.databasesync.testing.operator.Specs;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which ended runs a sync lists, and which are deleted.
class RunHistoryTest {
    private static final DatabaseSyncSpec SPEC = Specs.spec();

    @Test
    void theLastTenOfEveryOperationAreListedAndOutliveTheirRuns() {
        DatabaseSyncRun[] runs = runs(12, RunResult.Succeeded);
        DatabaseSyncStatus status = SyncDecision.decide(state(SPEC, runs)).status();
        assertThat(status.history())
                .extracting(PastRun::name)
                .hasSize(10)
                .startsWith("r12", "r11")
                .endsWith("r3");
        assertThat(status.history().getFirst()).satisfies(past -> {
            assertThat(past.operation()).isEqualTo(Operation.Sync);
            assertThat(past.result()).isEqualTo(RunResult.Succeeded);
            assertThat(past.duration()).isEqualTo("30s");
        });

        DatabaseSyncRun plan = run("p", SPEC, RunResult.Failed, Operation.Plan, 20);
        assertThat(SyncDecision.decide(state(SPEC, status, plan)).status().history())
                .extracting(PastRun::name)
                .hasSize(10)
                .startsWith("p", "r12");
    }

    @Test
    void fiveOfEachKindAreKept() {
        assertThat(superfluous(SPEC, runs(7, RunResult.Succeeded))).containsExactly("r2", "r1");
        assertThat(superfluous(SPEC, runs(7, RunResult.Cancelled))).containsExactly("r2", "r1");
    }

    @Test
    void theSpecSaysHowManyAreKept() {
        DatabaseSyncSpec spec = SPEC.withHistory(new DatabaseSyncSpec.History(2, 1));
        assertThat(superfluous(spec, runs(4, RunResult.Succeeded))).containsExactly("r2", "r1");
        assertThat(superfluous(spec, runs(3, RunResult.Failed))).containsExactly("r2", "r1");
    }

    @Test
    void theRunWhoseContentIsPublishedStays() {
        DatabaseSyncSpec spec = SPEC.withHistory(new DatabaseSyncSpec.History(1, 1));
        assertThat(superfluous(
                        spec,
                        run("r1", SPEC, RunResult.Succeeded, 1),
                        run("v", SPEC, RunResult.Succeeded, Operation.Verify, 2),
                        run("r2", SPEC, null, 3)))
                .as("a comparison is newer, and a run under way is no history")
                .isEmpty();
    }

    @Test
    void theLimitsAskForNoRun() {
        DatabaseSyncSpec spec = SPEC.withHistory(new DatabaseSyncSpec.History(1, 1));
        assertThat(SyncDecision.decide(state(spec, run("r1", SPEC, RunResult.Failed, 1))))
                .isInstanceOf(SyncDecision.Show.class);
    }

    private static Iterable<String> superfluous(DatabaseSyncSpec spec, DatabaseSyncRun... runs) {
        return RunHistory.superfluous(state(spec, runs)).stream()
                .map(run -> run.getMetadata().getName())
                .toList();
    }

    private static DatabaseSyncRun[] runs(int count, RunResult result) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(minute -> run("r" + minute, SPEC, result, minute))
                .toArray(DatabaseSyncRun[]::new);
    }
}
