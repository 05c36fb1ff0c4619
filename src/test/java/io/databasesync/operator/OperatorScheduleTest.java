package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.databasesync.api.Schedule;
import io.databasesync.api.Schedule.Overlap;
import io.databasesync.contract.Annotations;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Phase;
import io.databasesync.testing.operator.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A schedule of every minute or hour, by the real operator.
class OperatorScheduleTest {
    private static final Schedule MINUTELY = Schedule.of("* * * * *");

    private final ShiftedClock clock = new ShiftedClock();
    private final OperatorInJvm cluster = new OperatorInJvm(clock);

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void theOperatorWakesUpByItselfAtTheTimeOfTheNextRun() {
        Instant time = clock.almostNextMinute();
        cluster.create(Specs.spec().withSchedule(MINUTELY));
        assertThat(cluster.awaitSync(status -> time.equals(status.nextScheduleTime()))
                        .phase())
                .isEqualTo("Idle");
        cluster.worker().succeeds();

        DatabaseSyncStatus done = cluster.awaitPhase("Succeeded");
        assertThat(done.lastScheduleTime()).isEqualTo(time);
        assertThat(done.nextScheduleTime()).isEqualTo(time.plusSeconds(60));
        DatabaseSyncRun run = cluster.onlyRun();
        assertThat(run.getSpec().reason()).isEqualTo("scheduled for " + time);
        assertThat(run.getMetadata().getAnnotations()).containsEntry(Annotations.SCHEDULED_FOR, time.toString());
        assertThat(Objects.requireNonNull(run.getSpec().template()).schedule())
                .as("a run keeps no schedule")
                .isNull();
    }

    @Test
    void skipShowsTheTimeThatWasLeftOut() {
        Instant first = copyingByTheClock(Overlap.Skip);
        nextMinute();
        DatabaseSyncStatus status = cluster.awaitSync(s -> s.schedule() != null
                && s.schedule().lastSkipped() != null
                && first.plusSeconds(60).equals(s.schedule().lastSkipped().time()));
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(status.schedule()).lastSkipped())
                        .reason())
                .isEqualTo("RunUnderWay");
        assertThat(cluster.runs()).hasSize(1);
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
    }

    @Test
    void queueStartsTheNextRunWhenTheOneUnderWayHasEnded() {
        copyingByTheClock(Overlap.Queue);
        nextMinute();
        await().atMost(OperatorInJvm.PATIENCE).until(() -> cluster.runs().size() == 2);
        cluster.awaitTurn(second().getMetadata().getName());
        assertThat(cluster.worker().pods()).isEqualTo(1);

        cluster.worker().succeeds();
        cluster.worker().succeeds();
        awaitResults(RunResult.Succeeded, RunResult.Succeeded);
        assertThat(cluster.worker().pods()).isEqualTo(2);
    }

    @Test
    void replaceCancelsTheRunUnderWayAndThenStartsTheNextOne() {
        copyingByTheClock(Overlap.Replace);
        nextMinute();
        await().atMost(OperatorInJvm.PATIENCE).until(() -> cluster.runs().size() == 2);
        awaitResults(RunResult.Cancelled, null);

        cluster.worker().succeeds();
        awaitResults(RunResult.Cancelled, RunResult.Succeeded);
    }

    @Test
    void aRestartedOperatorMakesUpForOneRunOnly() {
        clock.nextHour();
        cluster.create(Specs.spec().withSchedule(Schedule.of("@hourly")));
        cluster.awaitSync(status -> status.nextScheduleTime() != null);
        cluster.stopOperator();
        clock.forward(Duration.ofHours(40));
        cluster.worker().succeeds();
        cluster.startOperator();
        cluster.awaitPhase("Succeeded");
        assertThat(cluster.runs()).hasSize(1);
    }

    @Test
    void aSuccessThatIsTooOldIsAConditionAnEventAndAMetricUntilTheNextOne() {
        cluster.worker().succeeds();
        cluster.create(Specs.spec().withMaxAge("1h"));
        cluster.awaitSync(status -> fresh(status, "True", "WithinMaxAge"));

        clock.forward(Duration.ofHours(2));
        lookAgain();
        cluster.awaitSync(status -> fresh(status, "False", "MaxAgeExceeded"));
        awaitEvent("Warning Stale the last success is older than spec.maxAge");
        awaitFresh(0);

        clock.forward(Duration.ofHours(-2)); // the worker's clock has stayed
        cluster.worker().succeeds();
        cluster.edit(Specs.with(Specs.spec("public.*", "again", null).withMaxAge("1h")));
        cluster.awaitSync(status -> fresh(status, "True", "WithinMaxAge"));
        awaitEvent("Normal Fresh the last success is within spec.maxAge again");
        awaitFresh(1);
    }

    private static boolean fresh(DatabaseSyncStatus status, String value, String reason) {
        return Conditions.find(status.conditions(), Conditions.FRESH)
                .filter(fresh ->
                        fresh.getStatus().equals(value) && fresh.getReason().equals(reason))
                .isPresent();
    }

    private void awaitFresh(int value) {
        String metric = "sync_namespace=\"%s\",type=\"Fresh\"} %d.0".formatted(OperatorInJvm.NAMESPACE, value);
        await().atMost(OperatorInJvm.PATIENCE)
                .until(() -> cluster.http("/metrics").contains(metric));
    }

    private void awaitEvent(String event) {
        await().atMost(OperatorInJvm.PATIENCE).until(() -> cluster.events().contains(event));
    }

    @Test
    void aWrongScheduleIsShownAndHealsWhenItIsCorrected() {
        cluster.create(Specs.spec().withSchedule(Schedule.of("0 25 * * *")));
        assertThat(cluster.awaitPhase("Blocked").message()).startsWith("spec.schedule.cron 0 25 * * *: ");
        cluster.edit(Specs.with(Specs.spec().withSchedule(MINUTELY)));
        assertThat(cluster.awaitPhase("Idle").nextScheduleTime()).isNotNull();
    }

    /// The first run of the clock is under way. Returns its time.
    private Instant copyingByTheClock(Overlap overlap) {
        Instant time = clock.almostNextMinute();
        cluster.create(Specs.spec().withSchedule(MINUTELY.withOverlap(overlap)));
        cluster.worker().tells(Phase.Copying, 20, "Copying");
        cluster.awaitPhase("Copying");
        return time;
    }

    /// A minute passes, and the operator looks again, as it does by itself when time really passes.
    private void nextMinute() {
        clock.forward(Duration.ofMinutes(1));
        lookAgain();
    }

    private void lookAgain() {
        cluster.edit(sync -> {
            sync.getMetadata().setLabels(Map.of("minute", "next"));
            return sync;
        });
    }

    private DatabaseSyncRun second() {
        return byTime().getLast();
    }

    private List<DatabaseSyncRun> byTime() {
        return cluster.runs().stream()
                .sorted(Comparator.comparing(run -> Objects.requireNonNull(
                        run.getMetadata().getAnnotations().get(Annotations.SCHEDULED_FOR))))
                .toList();
    }

    private void awaitResults(RunResult first, @Nullable RunResult second) {
        await().atMost(OperatorInJvm.PATIENCE).untilAsserted(() -> {
            assertThat(result(byTime().getFirst())).isEqualTo(first);
            assertThat(result(byTime().getLast())).isEqualTo(second);
        });
    }

    private static @Nullable RunResult result(DatabaseSyncRun run) {
        return run.getStatus() == null ? null : run.getStatus().result();
    }
}
