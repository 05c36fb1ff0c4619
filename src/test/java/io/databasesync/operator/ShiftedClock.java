package io.databasesync.operator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/// The clock of the machine, put forward by a test.
final class ShiftedClock extends Clock {
    private static final Duration BEFORE = Duration.ofMillis(1500);

    private volatile Duration shift = Duration.ZERO;

    /// Puts the clock forward to shortly before the next full minute, which it returns.
    Instant almostNextMinute() {
        Instant next = instant().truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(2));
        shift = Duration.between(Instant.now(), next.minus(BEFORE));
        return next;
    }

    /// Puts the clock forward to shortly after the next full hour. The one after it is far away, however slow the
    /// machine is.
    void nextHour() {
        Instant next = instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
        shift = Duration.between(Instant.now(), next.plusSeconds(1));
    }

    /// Puts the clock forward.
    void forward(Duration by) {
        shift = shift.plus(by);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(shift);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the operator works in UTC");
    }
}
