package io.databasesync.operator.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.databasesync.api.Schedule;
import io.databasesync.testing.operator.Specs;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What native CronJobs, and operators with a schedule of their own, were seen to get wrong.
class ScheduleMistakesTest {
    private static final Schedule NIGHTLY = Schedule.of("30 2 * * *");
    private static final Schedule MINUTELY = Schedule.of("* * * * *");

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
}
