package io.databasesync.operator.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/// A cron expression in a time zone.
///
/// When the clock is put forward, a time that does not exist comes at the end of the gap. When the clock is put back,
/// a time that exists twice comes the first time only. A schedule of every hour is different: it keeps its pace,
/// so it leaves out times that do not exist, and comes both times.
public final class CronSchedule {
    private static final Duration FIRST_LOOK = Duration.ofHours(1);

    private final WallClock clock;
    private final ZoneId zone;

    private CronSchedule(WallClock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /// @param cron five fields, or a name such as `@daily`
    /// @param timeZone a name of the time zone database, such as `Europe/Vienna`
    /// @throws IllegalArgumentException naming the field of `spec.schedule` that is wrong
    public static CronSchedule of(String cron, String timeZone) {
        ZoneId zone = zone(timeZone);
        try {
            return new CronSchedule(WallClock.parse(cron.strip()), zone);
        } catch (IllegalArgumentException e) {
            String why = e.getMessage() == null ? "it is no cron expression" : e.getMessage();
            throw new IllegalArgumentException(
                    "spec.schedule.cron %s: %s; write five fields (minute, hour, day of month, month, day of week), for example 30 2 * * *"
                            .formatted(cron, why),
                    e);
        }
    }

    private static ZoneId zone(String timeZone) {
        boolean named = timeZone.equals("UTC") || timeZone.contains("/");
        if (!named || !ZoneId.getAvailableZoneIds().contains(timeZone)) {
            throw new IllegalArgumentException(
                    "spec.schedule.timeZone %s: the time zone database has no such name; write it like Europe/Vienna, or UTC"
                            .formatted(timeZone));
        }
        return ZoneId.of(timeZone);
    }

    /// The first time after this one. Empty only if the expression has no more.
    public Optional<Instant> next(Instant after) {
        return clock.everyHour() ? nextByPace(after) : nextByDial(after);
    }

    /// The last time in a span of time. The work does not grow with the span: it looks back in growing steps.
    ///
    /// @param after the start of the span, excluded
    /// @param until the end of the span, included
    public Optional<Instant> latest(Instant after, Instant until) {
        Duration look = FIRST_LOOK;
        while (after.isBefore(until)) {
            Instant from = until.minus(look);
            boolean all = from.isBefore(after);
            Optional<Instant> found = lastOf(all ? after : from, until);
            if (found.isPresent() || all) {
                return found;
            }
            look = look.multipliedBy(2);
        }
        return Optional.empty();
    }

    private Optional<Instant> lastOf(Instant after, Instant until) {
        Optional<Instant> last = Optional.empty();
        Optional<Instant> next = next(after);
        while (next.isPresent() && !next.get().isAfter(until)) {
            last = next;
            next = next(next.get());
        }
        return last;
    }

    /// Reads the times off the dial: every one of them comes once.
    private Optional<Instant> nextByDial(Instant after) {
        Optional<LocalDateTime> time = clock.next(LocalDateTime.ofInstant(after, zone));
        while (time.isPresent() && !instant(time.get()).isAfter(after)) { // the second hour that has these times
            time = clock.next(time.get());
        }
        return time.map(this::instant);
    }

    private Instant instant(LocalDateTime time) {
        ZoneOffsetTransition change = zone.getRules().getTransition(time);
        return change != null && change.isGap()
                ? change.getInstant()
                : time.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }

    /// Goes from change to change of the clock: between two of them the offset is the same.
    private Optional<Instant> nextByPace(Instant after) {
        Instant from = after.plusNanos(1);
        while (true) {
            ZoneOffset offset = zone.getRules().getOffset(from);
            ZoneOffsetTransition change = zone.getRules().nextTransition(from);
            Optional<Instant> next = clock.next(
                            LocalDateTime.ofInstant(from, offset).minusNanos(1))
                    .map(time -> time.toInstant(offset));
            if (next.isEmpty() || change == null || next.get().isBefore(change.getInstant())) {
                return next;
            }
            from = change.getInstant();
        }
    }
}
