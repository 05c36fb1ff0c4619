package io.databasesync.operator.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.Schedule;
import io.databasesync.api.Schedule.Overlap;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Operation;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// When the clock starts runs, and what the status shows of it.
class ScheduleTurnTest {
    private static final Schedule NIGHTLY = Schedule.of("30 2 * * *");

    @Test
    void theStatusShowsTheNextAndTheLastTime() {
        ClockedSync clock = new ClockedSync(NIGHTLY);
        DatabaseSyncStatus created = clock.look("2026-01-12T10:00:00Z");
        assertThat(created.nextScheduleTime()).isEqualTo("2026-01-13T02:30:00Z");
        assertThat(created.lastScheduleTime()).isNull();
        assertThat(created.message()).contains("the clock starts one at 2026-01-13T02:30:00Z");

        DatabaseSyncStatus started = clock.look("2026-01-13T02:30:00Z");
        assertThat(started.nextScheduleTime()).isEqualTo("2026-01-14T02:30:00Z");
        assertThat(started.lastScheduleTime()).isEqualTo("2026-01-13T02:30:00Z");
        assertThat(clock.look("2026-01-13T02:30:01Z")).as("shown the same").isEqualTo(withoutStart(started, clock));
    }

    private static DatabaseSyncStatus withoutStart(DatabaseSyncStatus started, ClockedSync clock) {
        DatabaseSyncStatus now = Objects.requireNonNull(clock.sync().getStatus());
        return started.with(status -> status.message(now.message())
                .percent(now.percent())
                .handledSpecHash(now.handledSpecHash())
                .conditions(now.conditions()));
    }

    @Test
    void whileSuspendedThereIsNoNextTime() {
        ClockedSync clock = new ClockedSync(NIGHTLY);
        clock.edit(spec -> spec.withSuspend(true));
        assertThat(clock.look("2026-01-12T10:00:00Z").nextScheduleTime()).isNull();
    }

    @Test
    void aMissedRunSaysWhyItWasLeftOut() {
        ClockedSync clock = new ClockedSync(NIGHTLY);
        clock.look("2026-01-12T10:00:00Z");
        DatabaseSyncStatus late = clock.look("2026-01-13T09:00:00Z");
        assertThat(ClockedSync.skipped(late).reason()).isEqualTo("StartMissed");
        assertThat(ClockedSync.skipped(late).time()).isEqualTo("2026-01-13T02:30:00Z");
        assertThat(late.nextScheduleTime()).isEqualTo("2026-01-14T02:30:00Z");
    }

    @Test
    void aTriggerRunsAtOnceAndChangesNoTimeOfTheClock() {
        ClockedSync clock = new ClockedSync(NIGHTLY);
        clock.look("2026-01-12T10:00:00Z");
        clock.edit(spec -> spec.withTrigger("now"));
        assertThat(clock.look("2026-01-12T10:05:00Z").nextScheduleTime()).isEqualTo("2026-01-13T02:30:00Z");
        clock.end("2026-01-12T10:06:00Z");
        clock.look("2026-01-12T10:06:01Z");
        clock.look("2026-01-13T02:30:00Z");
        assertThat(clock.reasons()).containsExactly("trigger now", "scheduled for 2026-01-13T02:30:00Z");
    }

    @Test
    void aTriggerIsAnsweredByTheRunOfTheClockThatComesFirst() {
        ClockedSync clock = new ClockedSync(NIGHTLY.withOverlap(Overlap.Queue));
        clock.look("2026-01-12T10:00:00Z");
        clock.add("by-hand", Operation.Verify, Instant.parse("2026-01-13T02:29:00Z"));
        clock.begin();
        clock.edit(spec -> spec.withTrigger("now"));
        clock.look("2026-01-13T02:29:30Z");
        assertThat(clock.look("2026-01-13T02:30:00Z").lastHandledTrigger()).isEqualTo("now");
        clock.end("2026-01-13T02:31:00Z");
        clock.look("2026-01-13T02:31:01Z");
        assertThat(clock.reasons()).containsExactly("scheduled for 2026-01-13T02:30:00Z");
    }

    @Test
    void runOnCreateRunsOnceAtTheStart() {
        ClockedSync clock = new ClockedSync(NIGHTLY.withRunOnCreate(true));
        clock.look("2026-01-12T10:00:00Z");
        clock.end("2026-01-12T10:01:00Z");
        clock.look("2026-01-12T10:01:01Z");
        clock.edit(spec -> Specs.spec("public.b*", null, null).withSchedule(spec.schedule()));
        clock.look("2026-01-12T10:02:00Z");
        assertThat(clock.reasons()).containsExactly("first run");
    }

    @Test
    void withoutTheScheduleAnEditedSpecRunsAgain() {
        ClockedSync clock = new ClockedSync(NIGHTLY);
        clock.look("2026-01-12T10:00:00Z");
        clock.look("2026-01-13T02:30:00Z");
        clock.end("2026-01-13T02:31:00Z");
        clock.look("2026-01-13T02:31:01Z");
        clock.edit(_ -> Specs.spec("public.b*", null, null).withSchedule(NIGHTLY));
        clock.look("2026-01-13T10:00:00Z");
        clock.edit(spec -> spec.withSchedule(null));
        DatabaseSyncStatus status = clock.look("2026-01-13T10:01:00Z");
        assertThat(clock.reasons()).containsExactly("scheduled for 2026-01-13T02:30:00Z", "spec changed");
        assertThat(status.nextScheduleTime()).isNull();
    }

    @Test
    void addingAndRemovingAScheduleRunsNothing() {
        ClockedSync clock = new ClockedSync(Specs.spec());
        clock.look("2026-01-12T10:00:00Z");
        clock.end("2026-01-12T10:01:00Z");
        clock.look("2026-01-12T10:01:01Z");
        clock.edit(spec -> spec.withSchedule(NIGHTLY));
        clock.look("2026-01-12T10:02:00Z");
        clock.edit(spec -> spec.withSchedule(null));
        clock.look("2026-01-12T10:03:00Z");
        assertThat(clock.reasons()).containsExactly("first run");
    }

    @Test
    void theDelayOfASyncIsAlwaysTheSameAndWithinTheJitter() {
        Schedule schedule = NIGHTLY.withJitter("10m");
        Instant next = next(new ClockedSync(schedule));
        assertThat(next).isBetween(Instant.parse("2026-01-13T02:30:00Z"), Instant.parse("2026-01-13T02:40:00Z"));
        assertThat(next(new ClockedSync(schedule))).isEqualTo(next);
        ClockedSync other = new ClockedSync(schedule);
        other.sync().getMetadata().setUid("another-uid");
        assertThat(next(other)).isNotEqualTo(next);

        ClockedSync clock = new ClockedSync(schedule);
        clock.look("2026-01-12T10:00:00Z");
        clock.look(next.minusSeconds(1).toString());
        assertThat(clock.reasons()).isEmpty();
        clock.look(next.toString());
        assertThat(clock.reasons()).containsExactly("scheduled for 2026-01-13T02:30:00Z");
        assertThat(Objects.requireNonNull(clock.sync().getStatus()).nextScheduleTime())
                .isEqualTo(next.plusSeconds(24 * 3600));
    }

    private static Instant next(ClockedSync clock) {
        return Objects.requireNonNull(clock.look("2026-01-12T10:00:00Z").nextScheduleTime());
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                argumentSet("cron", Schedule.of("61 * * * *"), "spec.schedule.cron 61 * * * *"),
                argumentSet("time zone", NIGHTLY.withTimeZone("Vienna"), "spec.schedule.timeZone Vienna"),
                argumentSet("deadline", NIGHTLY.withStartingDeadline("1d"), "spec.schedule.startingDeadline"),
                argumentSet("jitter", NIGHTLY.withJitter("5"), "spec.schedule.jitter"));
    }

    @ParameterizedTest
    @MethodSource
    void wrong(Schedule schedule, String field) {
        ClockedSync clock = new ClockedSync(schedule);
        DatabaseSyncStatus status = clock.look("2026-01-12T10:00:00Z");
        assertThat(clock.reasons()).isEmpty();
        assertThat(status.phase()).isEqualTo("Blocked");
        assertThat(status.message()).startsWith(field);
        assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
        assertThat(condition(status, "Stalled").getReason()).isEqualTo("InvalidSpec");
        assertThat(condition(status, "Stalled").getMessage()).startsWith(field);
        assertThat(status.nextScheduleTime()).isNull();

        clock.edit(spec -> spec.withSchedule(NIGHTLY));
        assertThat(clock.look("2026-01-12T10:01:00Z").phase()).isEqualTo("Idle");
    }

    private static Condition condition(DatabaseSyncStatus status, String type) {
        return Conditions.find(status.conditions(), type).orElseThrow();
    }
}
