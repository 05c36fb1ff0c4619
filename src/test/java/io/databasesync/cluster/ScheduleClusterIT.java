package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.databasesync.api.Schedule.Overlap;
import io.databasesync.contract.Annotations;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A schedule of every minute whose first run takes longer, with each kind of overlap. The three syncs work side by
/// side, because each waits for two full minutes of the clock.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class ScheduleClusterIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @RegisterExtension
    static final Installation CLUSTER = new Installation();

    @Test
    void eachOverlapDoesWithTheSlowRunWhatItSays() {
        TestSync skip = Gate.newSync(CLUSTER, "skip");
        TestSync queue = Gate.newSync(CLUSTER, "queue");
        TestSync replace = Gate.newSync(CLUSTER, "replace");
        Map<TestSync, Overlap> overlaps = Map.of(skip, Overlap.Skip, queue, Overlap.Queue, replace, Overlap.Replace);
        Set<TestSync> all = overlaps.keySet();
        try (Gate first = Gate.shut(skip.target());
                Gate second = Gate.shut(queue.target());
                Gate third = Gate.shut(replace.target())) {
            overlaps.forEach((sync, overlap) -> sync.apply(
                    "{include: [\"public.*\"]}\n  schedule: {cron: \"* * * * *\", overlap: %s}".formatted(overlap)));
            all.forEach(sync -> sync.await(PATIENCE, "Copying", status -> "Copying".equals(status.phase())));

            skip.await(PATIENCE, "a time that is left out", status -> skipped(status) != null);
            queue.await(
                    PATIENCE, "a run that waits", status -> Integer.valueOf(1).equals(status.waitingRuns()));
            replace.await(
                    PATIENCE,
                    "a run that was cancelled",
                    status -> status.lastRun() != null && status.lastRun().result() == RunResult.Cancelled);
            assertThat(runs(skip)).hasSize(1);
            assertThat(runs(queue))
                    .hasSizeBetween(2, 3)
                    .filteredOn(ScheduleClusterIT::started)
                    .hasSize(1);
            assertThat(result(runs(replace).getFirst())).isEqualTo(RunResult.Cancelled);
            all.forEach(sync -> sync.patch("{\"suspend\":true}")); // what has begun, and what waits, still ends
            List.of(first, second, third).forEach(Gate::open);
        }
        for (TestSync sync : all) {
            sync.await(
                    PATIENCE,
                    "all runs have ended",
                    status -> runs(sync).stream().allMatch(run -> result(run) != null));
            sync.assertHolds(1);
        }
        assertThat(runs(skip)).extracting(ScheduleClusterIT::result).containsOnly(RunResult.Succeeded);
        assertThat(runs(queue)).extracting(ScheduleClusterIT::result).containsOnly(RunResult.Succeeded);
        assertThat(result(runs(replace).getLast())).isEqualTo(RunResult.Succeeded);
        all.forEach(sync -> assertThat(runs(sync))
                .as("each time of the clock has one run at most")
                .extracting(ScheduleClusterIT::scheduledFor)
                .doesNotHaveDuplicates());
    }

    private static @Nullable Instant skipped(DatabaseSyncStatus status) {
        return status.schedule() == null || status.schedule().lastSkipped() == null
                ? null
                : status.schedule().lastSkipped().time();
    }

    /// The runs of a sync, in the order of the clock.
    private static List<DatabaseSyncRun> runs(TestSync sync) {
        return sync.runs().stream()
                .sorted(Comparator.comparing(ScheduleClusterIT::scheduledFor))
                .toList();
    }

    private static String scheduledFor(DatabaseSyncRun run) {
        return Objects.requireNonNull(run.getMetadata().getAnnotations().get(Annotations.SCHEDULED_FOR));
    }

    private static boolean started(DatabaseSyncRun run) {
        return run.getStatus() != null && run.getStatus().jobName() != null;
    }

    private static @Nullable RunResult result(DatabaseSyncRun run) {
        return run.getStatus() == null ? null : run.getStatus().result();
    }
}
