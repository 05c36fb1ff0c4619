package io.databasesync.operator.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.Schedule;
import io.databasesync.api.Schedule.Overlap;
import io.databasesync.api.ScheduleStatus.Skipped;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Operation;
import io.databasesync.testing.operator.FoundSync;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// When the clock starts runs, and what the status shows of it.
class ScheduleTurnTest {
    private static final Schedule NIGHTLY = Schedule.of("30 2 * * *");
    private static final Schedule MINUTELY = Schedule.of("* * * * *");

    /// What native CronJobs, and operators with a schedule of their own, were seen to get wrong.
    static Stream<Arguments> mistakes() {
        return Stream.of(
                row("creating a sync runs at once", NIGHTLY, clock -> clock.look("2026-01-12T10:00:01Z")),
                row(
                        "creating a sync within the minute of its schedule runs twice",
                        MINUTELY,
                        clock -> {
                            clock.look("2026-01-12T10:00:00Z");
                            clock.look("2026-01-12T10:01:00Z");
                            clock.look("2026-01-12T10:01:30Z");
                        },
                        "2026-01-12T10:01:00Z"),
                row(
                        "a run that was missed more than a hundred times is never started again",
                        MINUTELY,
                        clock -> {
                            clock.look("2026-01-12T10:00:01Z");
                            clock.look("2026-01-19T10:00:05Z");
                        },
                        "2026-01-19T10:00:00Z"),
                row(
                        "every missed run is made up for",
                        Schedule.of("@hourly").withStartingDeadline("24h"),
                        clock -> {
                            clock.look("2026-01-12T10:00:01Z");
                            clock.look("2026-01-12T15:20:00Z");
                            clock.end("2026-01-12T15:21:00Z");
                            clock.look("2026-01-12T15:21:01Z");
                        },
                        "2026-01-12T15:00:00Z"),
                row("a nightly run is made up for in the working hours", NIGHTLY, clock -> {
                    clock.look("2026-01-12T10:00:01Z");
                    clock.look("2026-01-13T09:00:00Z");
                }),
                row(
                        "a starting deadline below ten seconds starts nothing, ever",
                        NIGHTLY.withStartingDeadline("0s"),
                        clock -> {
                            clock.look("2026-01-12T10:00:01Z");
                            clock.look("2026-01-13T02:30:07Z");
                        },
                        "2026-01-13T02:30:00Z"),
                row("the end of a suspension starts the missed run", MINUTELY, clock -> {
                    clock.edit(spec -> spec.withSuspend(true));
                    clock.look("2026-01-12T10:00:01Z");
                    clock.look("2026-01-12T10:05:00Z");
                    clock.edit(spec -> spec.withSuspend(false));
                    clock.look("2026-01-12T10:09:30Z");
                }),
                row("the end of a suspension that nobody watched starts the missed run", MINUTELY, clock -> {
                    clock.look("2026-01-12T10:00:01Z");
                    clock.edit(spec -> spec.withSuspend(true));
                    clock.look("2026-01-12T10:00:10Z");
                    clock.edit(spec -> spec.withSuspend(false));
                    clock.look("2026-01-13T10:09:30Z");
                }),
                row("an edited schedule starts a run of an hour that is over", NIGHTLY, clock -> {
                    clock.look("2026-01-12T10:00:01Z");
                    clock.edit(spec -> spec.withSchedule(Schedule.of("0 11 * * *")));
                    clock.look("2026-01-12T11:30:00Z");
                }),
                row("another time zone starts a run of an hour that is over", Schedule.of("0 12 * * *"), clock -> {
                    clock.look("2026-01-12T10:00:01Z");
                    clock.edit(
                            spec -> spec.withSchedule(Schedule.of("0 12 * * *").withTimeZone("Europe/Vienna")));
                    clock.look("2026-01-12T11:30:00Z");
                }),
                row("a sync restored without its status runs at once", NIGHTLY, clock -> {
                    clock.look("2026-01-12T10:00:01Z");
                    clock.sync().setStatus(null);
                    clock.look("2026-01-13T02:31:00Z");
                }),
                row("an edit of the spec runs at once", NIGHTLY, clock -> {
                    clock.look("2026-01-12T10:00:01Z");
                    clock.edit(_ -> Specs.spec("public.b*", null, null).withSchedule(NIGHTLY));
                    clock.look("2026-01-12T10:01:00Z");
                }),
                row("a trigger that was there at the creation runs at once", NIGHTLY, clock -> {
                    clock.edit(spec -> spec.withTrigger("old"));
                    clock.look("2026-01-12T10:00:01Z");
                    clock.look("2026-01-12T10:00:02Z");
                }),
                row(
                        "a crash between the run and the status starts it twice, when the spec was edited too",
                        NIGHTLY,
                        clock -> {
                            clock.look("2026-01-12T10:00:01Z");
                            clock.lookAndCrash("2026-01-13T02:30:00Z");
                            clock.edit(spec -> spec.withDeadline("2h"));
                            clock.end("2026-01-13T02:30:30Z");
                            clock.look("2026-01-13T02:31:00Z");
                        },
                        "2026-01-13T02:30:00Z"),
                row(
                        "a clock that is set back starts the run twice",
                        NIGHTLY,
                        clock -> {
                            clock.look("2026-01-12T10:00:01Z");
                            clock.look("2026-01-13T02:30:00Z");
                            clock.end("2026-01-13T02:30:30Z");
                            clock.look("2026-01-13T02:29:00Z");
                            clock.look("2026-01-13T02:30:05Z");
                        },
                        "2026-01-13T02:30:00Z"),
                row(
                        "the day without 02:30 has no run",
                        NIGHTLY.withTimeZone("Europe/Vienna"),
                        clock -> {
                            clock.look("2026-03-28T10:00:00Z");
                            clock.look("2026-03-29T01:00:00Z");
                        },
                        "2026-03-29T01:00:00Z"),
                row(
                        "the day with two of 02:30 has two runs",
                        NIGHTLY.withTimeZone("Europe/Vienna"),
                        clock -> {
                            clock.look("2026-10-24T10:00:00Z");
                            clock.look("2026-10-25T00:30:00Z");
                            clock.end("2026-10-25T00:31:00Z");
                            clock.look("2026-10-25T01:30:00Z");
                        },
                        "2026-10-25T00:30:00Z"));
    }

    private static Arguments row(String mistake, Schedule schedule, Consumer<ClockedSync> steps, String... times) {
        return argumentSet("not so: " + mistake, schedule, steps, List.of(times));
    }

    @ParameterizedTest
    @MethodSource
    void mistakes(Schedule schedule, Consumer<ClockedSync> steps, List<String> times) {
        ClockedSync clock = new ClockedSync(schedule);
        steps.accept(clock);
        assertThat(clock.reasons())
                .isEqualTo(times.stream().map(time -> "scheduled for " + time).toList());
    }

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
        assertThat(skipped(late).reason()).isEqualTo("StartMissed");
        assertThat(skipped(late).time()).isEqualTo("2026-01-13T02:30:00Z");
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
    void skipLeavesTheRunOutAndSaysWhichOneWasUnderWay() {
        ClockedSync clock = underWay(Overlap.Skip);
        DatabaseSyncStatus status = clock.look("2026-01-12T10:02:00Z");
        assertThat(clock.runs()).hasSize(1);
        assertThat(skipped(status).reason()).isEqualTo("RunUnderWay");
        assertThat(skipped(status).message())
                .contains("2026-01-12T10:02:00Z")
                .contains(clock.runs().getFirst().getMetadata().getName());
        assertThat(status.nextScheduleTime()).isEqualTo("2026-01-12T10:03:00Z");
        clock.end("2026-01-12T10:02:30Z");
        clock.look("2026-01-12T10:02:31Z");
        assertThat(clock.runs()).as("left out for good").hasSize(1);
    }

    @Test
    void queueLetsOneRunWait() {
        ClockedSync clock = underWay(Overlap.Queue);
        DatabaseSyncStatus queued = clock.look("2026-01-12T10:02:00Z");
        assertThat(clock.runs()).hasSize(2);
        assertThat(queued.lastScheduleTime()).isEqualTo("2026-01-12T10:02:00Z");
        DatabaseSyncStatus third = clock.look("2026-01-12T10:03:00Z");
        assertThat(clock.runs()).hasSize(2);
        assertThat(skipped(third).reason()).isEqualTo("RunQueued");
        assertThat(clock.runs()).noneMatch(run -> run.getSpec().cancelled());
    }

    @Test
    void replaceCancelsTheRunUnderWayOnce() {
        ClockedSync clock = underWay(Overlap.Replace);
        clock.look("2026-01-12T10:02:00Z");
        assertThat(clock.runs()).hasSize(2);
        assertThat(clock.runs().getFirst().getSpec().cancelled()).isTrue();
        clock.look("2026-01-12T10:03:00Z");
        assertThat(clock.runs())
                .as("the second still waits for the first to stop")
                .hasSize(2);
        assertThat(clock.runs().getLast().getSpec().cancelled()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"Rollback", "Verify"})
    void replaceLetsOtherOperationsEnd(Operation operation) {
        ClockedSync clock = new ClockedSync(MINUTELY.withOverlap(Overlap.Replace));
        clock.look("2026-01-12T10:00:01Z");
        clock.add("by-hand", operation, Instant.parse("2026-01-12T10:00:30Z"));
        clock.begin();
        clock.look("2026-01-12T10:01:00Z");
        assertThat(clock.runs()).hasSize(2).noneMatch(run -> run.getSpec().cancelled());
    }

    @Test
    void aPlanIsNoOverlap() {
        ClockedSync clock = new ClockedSync(MINUTELY);
        clock.look("2026-01-12T10:00:01Z");
        clock.add("by-hand", Operation.Plan, Instant.parse("2026-01-12T10:00:30Z"));
        clock.begin();
        clock.look("2026-01-12T10:01:00Z");
        assertThat(clock.reasons()).containsExactly("scheduled for 2026-01-12T10:01:00Z");
    }

    @Test
    void aRunThatIsHeldToOtherDatabasesIsLeftOut() {
        ClockedSync clock = new ClockedSync(MINUTELY);
        clock.look("2026-01-12T10:00:01Z");
        clock.runs().add(FoundSync.changed("changed", Specs.spec()));
        DatabaseSyncStatus status = clock.look("2026-01-12T10:01:00Z");
        assertThat(clock.reasons())
                .as("a plan looks again, no sync runs")
                .containsExactly("do local and remote lead to the pinned databases again?");
        assertThat(skipped(status).reason()).isEqualTo("IdentityChanged");
        assertThat(status.phase()).isEqualTo("Blocked");
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

    @Test
    void theLastSuccessBecomesTooOld() {
        ClockedSync clock = new ClockedSync(
                Specs.spec().withSchedule(NIGHTLY.withRunOnCreate(true)).withMaxAge("26h"));
        assertThat(fresh(clock.look("2026-01-12T10:00:00Z")))
                .as("nobody knows yet")
                .isEmpty();
        clock.end("2026-01-12T10:01:00Z");
        assertThat(fresh(clock.look("2026-01-12T10:01:01Z"))).isEqualTo(List.of("True WithinMaxAge"));
        clock.edit(spec -> spec.withSuspend(true));
        assertThat(fresh(clock.look("2026-01-13T12:01:00Z"))).isEqualTo(List.of("True WithinMaxAge"));
        assertThat(fresh(clock.look("2026-01-13T12:01:01Z"))).isEqualTo(List.of("False MaxAgeExceeded"));
        clock.edit(spec -> spec.withSuspend(null));
        clock.look("2026-01-13T12:02:00Z");
        clock.look("2026-01-14T02:30:00Z");
        clock.end("2026-01-14T02:31:00Z");
        assertThat(fresh(clock.look("2026-01-14T02:31:01Z"))).isEqualTo(List.of("True WithinMaxAge"));
    }

    @Test
    void aSyncThatNeverSucceedsBecomesTooOldToo() {
        ClockedSync clock = new ClockedSync(Specs.spec().withSchedule(NIGHTLY).withMaxAge("26h"));
        clock.look("2026-01-12T10:00:00Z");
        assertThat(fresh(clock.look("2026-01-13T12:00:01Z"))).isEqualTo(List.of("False MaxAgeExceeded"));
    }

    @Test
    void aWrongMaxAgeNamesItsField() {
        ClockedSync clock = new ClockedSync(Specs.spec().withSchedule(NIGHTLY).withMaxAge("26"));
        assertThat(clock.look("2026-01-12T10:00:00Z").message()).startsWith("spec.maxAge: 26");
    }

    private static List<String> fresh(DatabaseSyncStatus status) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals("Fresh"))
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .toList();
    }

    private static Condition condition(DatabaseSyncStatus status, String type) {
        return Conditions.find(status.conditions(), type).orElseThrow();
    }

    private static Skipped skipped(DatabaseSyncStatus status) {
        return Objects.requireNonNull(Objects.requireNonNull(status.schedule()).lastSkipped());
    }

    /// A run of every minute that takes longer.
    private static ClockedSync underWay(Overlap overlap) {
        ClockedSync clock = new ClockedSync(MINUTELY.withOverlap(overlap));
        clock.look("2026-01-12T10:00:01Z");
        clock.look("2026-01-12T10:01:00Z");
        clock.begin();
        assertThat(clock.runs()).hasSize(1);
        return clock;
    }
}
