package io.databasesync.operator.sync;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.NextRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// When the operator looks at a sync again although nothing has happened: the time of a retry, of the schedule, or
/// at which its last success becomes too old.
public final class NextLook {
    /// A machine that sleeps stops its timers, and a clock may be set: so the operator looks again meanwhile.
    private static final Duration AT_MOST = Duration.ofMinutes(10);

    private NextLook() {}

    public static Optional<Duration> after(SyncState state, DatabaseSyncStatus status, Instant now) {
        NextRetry retry = status.nextRetry();
        return Stream.of(
                        Optional.<Instant>ofNullable(retry == null ? null : retry.at()),
                        Optional.<Instant>ofNullable(status.nextScheduleTime()),
                        tooOld(state, status, now))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .map(then -> wait(now, then));
    }

    private static Optional<Instant> tooOld(SyncState state, DatabaseSyncStatus status, Instant now) {
        return Freshness.of(state, status.lastSuccessTime())
                .map(freshness -> freshness.until().plusSeconds(1))
                .filter(then -> then.isAfter(now));
    }

    private static Duration wait(Instant now, Instant then) {
        Duration wait = Duration.between(now, then);
        if (!wait.isPositive()) {
            return Duration.ofMillis(1);
        }
        return wait.compareTo(AT_MOST) > 0 ? AT_MOST : wait;
    }
}
