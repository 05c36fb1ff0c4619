package io.databasesync.operator.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Vienna puts its clocks forward at 2026-03-29T01:00Z (02:00 to 03:00) and back at 2026-10-25T01:00Z (03:00 to 02:00).
class CronScheduleTest {
    private static final String VIENNA = "Europe/Vienna";

    static Stream<Arguments> times() {
        return Stream.of(
                row("a day of summer", "30 2 * * *", VIENNA, "2026-07-01T10:00:00Z", "2026-07-02T00:30:00Z"),
                row("a day of winter", "30 2 * * *", VIENNA, "2026-01-12T10:00:00Z", "2026-01-13T01:30:00Z"),
                row(
                        "a time that does not exist comes at the end of the gap, once",
                        "30 2 * * *",
                        VIENNA,
                        "2026-03-28T10:00:00Z",
                        "2026-03-29T01:00:00Z",
                        "2026-03-30T00:30:00Z"),
                row(
                        "several times that do not exist come as one",
                        "0,15,30 2,3 * * *",
                        VIENNA,
                        "2026-03-29T00:00:00Z",
                        "2026-03-29T01:00:00Z",
                        "2026-03-29T01:15:00Z"),
                row(
                        "a time that exists twice comes once",
                        "30 2 * * *",
                        VIENNA,
                        "2026-10-24T10:00:00Z",
                        "2026-10-25T00:30:00Z",
                        "2026-10-26T01:30:00Z"),
                row(
                        "in the second of two equal hours the time is over",
                        "30 2 * * *",
                        VIENNA,
                        "2026-10-25T01:10:00Z",
                        "2026-10-26T01:30:00Z"),
                row(
                        "every quarter of an hour leaves out the gap",
                        "*/15 * * * *",
                        VIENNA,
                        "2026-03-29T00:30:00Z",
                        "2026-03-29T00:45:00Z",
                        "2026-03-29T01:00:00Z",
                        "2026-03-29T01:15:00Z"),
                row(
                        "every hour at half past leaves out the gap",
                        "30 * * * *",
                        VIENNA,
                        "2026-03-29T00:30:00Z",
                        "2026-03-29T01:30:00Z"),
                row(
                        "every hour comes in both equal hours",
                        "@hourly",
                        VIENNA,
                        "2026-10-24T23:30:00Z",
                        "2026-10-25T00:00:00Z",
                        "2026-10-25T01:00:00Z",
                        "2026-10-25T02:00:00Z"),
                row(
                        "midnight that does not exist",
                        "@daily",
                        "America/Santiago",
                        "2026-09-05T12:00:00Z",
                        "2026-09-06T04:00:00Z",
                        "2026-09-07T03:00:00Z"),
                row(
                        "a day that does not exist",
                        "0 9 30 12 *",
                        "Pacific/Apia",
                        "2011-12-01T00:00:00Z",
                        "2011-12-30T10:00:00Z",
                        "2012-12-29T19:00:00Z"),
                row(
                        "half an hour of summer time",
                        "45 1 * * *",
                        "Australia/Lord_Howe",
                        "2026-04-04T00:00:00Z",
                        "2026-04-04T14:45:00Z",
                        "2026-04-05T15:15:00Z"),
                row(
                        "a day of the month or a day of the week",
                        "0 0 13 * 5",
                        "UTC",
                        "2026-01-12T10:00:00Z",
                        "2026-01-13T00:00:00Z",
                        "2026-01-16T00:00:00Z"),
                row("a leap day", "0 0 29 2 *", "UTC", "2026-01-12T10:00:00Z", "2028-02-29T00:00:00Z"),
                row("Sunday is 0, 7 and sun", "0 0 * * 7", "UTC", "2026-01-12T10:00:00Z", "2026-01-18T00:00:00Z"),
                row("weekly", "@weekly", "UTC", "2026-01-12T10:00:00Z", "2026-01-18T00:00:00Z"),
                row("monthly", "@monthly", "UTC", "2026-01-12T10:00:00Z", "2026-02-01T00:00:00Z"),
                row("yearly", "@yearly", "UTC", "2026-01-12T10:00:00Z", "2027-01-01T00:00:00Z"),
                row("names", "0 1 * jan mon-fri", "UTC", "2026-01-30T10:00:00Z", "2027-01-01T01:00:00Z"),
                row("the time itself is over", "0 10 * * *", "UTC", "2026-01-12T10:00:00Z", "2026-01-13T10:00:00Z"),
                row("within a second before", "0 10 * * *", "UTC", "2026-01-12T09:59:59.5Z", "2026-01-12T10:00:00Z"));
    }

    private static Arguments row(String name, String cron, String zone, String after, String... expected) {
        return argumentSet(
                name,
                cron,
                zone,
                Instant.parse(after),
                Stream.of(expected).map(Instant::parse).toList());
    }

    @ParameterizedTest
    @MethodSource
    void times(String cron, String zone, Instant after, List<Instant> expected) {
        CronSchedule schedule = CronSchedule.of(cron, zone);
        List<Instant> found = Stream.iterate(schedule.next(after), at -> at.flatMap(schedule::next))
                .limit(expected.size())
                .flatMap(Optional::stream)
                .toList();
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "* * * * *,      2016-01-12T10:00:00Z, 2026-01-12T10:00:30Z, 2026-01-12T10:00:00Z",
        "30 2 * * *,     2026-01-01T00:00:00Z, 2026-01-12T02:30:00Z, 2026-01-12T02:30:00Z",
        "30 2 * * *,     2026-01-01T00:00:00Z, 2026-01-12T02:29:59Z, 2026-01-11T02:30:00Z",
        "30 2 * * *,     2026-01-12T02:30:00Z, 2026-01-13T02:29:59Z,",
        "0 0 1 1 *,      2026-01-12T02:30:00Z, 2026-01-12T02:30:00Z,",
        "0 0 1 1 *,      1990-01-12T02:30:00Z, 2026-01-12T02:30:00Z, 2026-01-01T00:00:00Z",
    })
    void theLastTimeOfASpan(String cron, Instant after, Instant until, Instant expected) {
        assertThat(CronSchedule.of(cron, "UTC").latest(after, until)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "61 * * * *,           Value 61 not in range",
        "* * * *,              contains 4 parts",
        "0 0 0 * * *,          contains 6 parts",
        "@every 1h,            the only names are",
        "TZ=UTC 0 0 * * *,     set the time zone in spec.schedule.timeZone",
        "CRON_TZ=UTC 0 0 * * *, set the time zone in spec.schedule.timeZone",
        "0 0 31 2 *,           no date matches it",
        "0 0 L * *,            Invalid",
        "0 22-2 * * *,         Invalid range",
        "*/0 * * * *,          Period 0",
        "'',                   Empty expression",
    })
    void aWrongExpressionNamesItsField(String cron, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronSchedule.of(cron, "UTC"))
                .withMessageStartingWith("spec.schedule.cron " + cron)
                .withMessageContaining(why)
                .withMessageContaining("write five fields");
    }

    @ParameterizedTest
    @CsvSource({"Europe/Wien", "europe/vienna", "CET", "GMT+1", "+01:00", "''"})
    void aWrongTimeZoneNamesItsField(String zone) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronSchedule.of("@daily", zone))
                .withMessageStartingWith("spec.schedule.timeZone " + zone);
    }

    @Test
    void aDayOfEveryMinuteHasTheRightNumberOfTimes() {
        CronSchedule schedule = CronSchedule.of("*/30 * * * *", VIENNA);
        Instant day = Instant.parse("2026-10-24T22:00:00Z");
        long times = Stream.iterate(
                        schedule.next(day.minusSeconds(1)).orElseThrow(),
                        at -> at.isBefore(Instant.parse("2026-10-25T23:00:00Z")),
                        at -> schedule.next(at).orElseThrow())
                .count();
        assertThat(times).isEqualTo(50);
    }
}
