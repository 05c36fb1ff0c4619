package io.databasesync.operator.schedule;

import io.databasesync.api.Schedule;
import io.databasesync.api.Schedule.Overlap;
import io.databasesync.sync.Sha256;
import io.databasesync.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A `spec.schedule`, checked, with its defaults. Its times are those of the schedule; a run starts `delay` later.
///
/// @param delay the sync's own part of the jitter
public record Timetable(CronSchedule cron, Duration deadline, Overlap overlap, Duration delay) {
    private static final String UTC = "UTC";
    private static final String DEADLINE = "1h";
    private static final Duration LEAST_DEADLINE = Duration.ofSeconds(10);

    /// @param uid the uid of the sync; its delay follows from it, so it is always the same
    /// @throws IllegalArgumentException naming the field that is wrong
    public static Timetable of(Schedule schedule, String uid) {
        return new Timetable(
                CronSchedule.of(schedule.cron(), zone(schedule)),
                atLeast(duration("startingDeadline", schedule.startingDeadline(), DEADLINE)),
                Objects.requireNonNullElse(schedule.overlap(), Overlap.Skip),
                delay(duration("jitter", schedule.jitter(), "0s"), uid));
    }

    /// Two schedules with the same name have the same times.
    public static String name(Schedule schedule) {
        return schedule.cron().strip() + " " + zone(schedule);
    }

    /// The last time after `since` whose run should have started by now.
    public Optional<Instant> due(Instant since, Instant now) {
        return cron.latest(since, now.minus(delay));
    }

    /// When the run of the next time starts.
    public Optional<Instant> next(Instant since, Instant now) {
        Instant settled = now.minus(delay);
        return cron.next(settled.isBefore(since) ? since : settled).map(time -> time.plus(delay));
    }

    /// Whether it is too late to start the run of a time.
    public boolean missed(Instant time, Instant now) {
        return time.plus(delay).plus(deadline).isBefore(now);
    }

    /// The operator looks at a due sync within seconds, but not within the second.
    private static Duration atLeast(Duration deadline) {
        return deadline.compareTo(LEAST_DEADLINE) < 0 ? LEAST_DEADLINE : deadline;
    }

    private static String zone(Schedule schedule) {
        return Objects.requireNonNullElse(schedule.timeZone(), UTC);
    }

    private static Duration delay(Duration jitter, String uid) {
        long seconds = jitter.toSeconds();
        return seconds == 0
                ? Duration.ZERO
                : Duration.ofSeconds(Long.parseLong(Sha256.hex(uid).substring(0, 12), 16) % (seconds + 1));
    }

    private static Duration duration(String field, @Nullable String text, String ifAbsent) {
        try {
            return Durations.parse(Objects.requireNonNullElse(text, ifAbsent));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("spec.schedule.%s: %s".formatted(field, e.getMessage()), e);
        }
    }
}
