package io.databasesync.engine.progress;

import io.databasesync.sync.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Measures the rate of the copy and estimates the end of the work. Callers synchronize access.
final class CopyPace {
    /// Below this share of the work, there is no estimate of the end.
    private static final double ETA_FROM = 0.02;

    /// A shorter copy has no rate that says anything.
    private static final long MEASURED_MILLIS = 1000;

    private static final long MILLIS_PER_SECOND = 1000;

    private long wireBytes;
    private final InstantSource clock;
    private @Nullable Instant since;
    private @Nullable Duration took;

    CopyPace(InstantSource clock) {
        this.clock = clock;
    }

    void enter(Phase phase) {
        if (phase == Phase.Copying) {
            since = clock.instant();
        } else if (since != null && took == null) {
            took = Duration.between(since, clock.instant());
        }
    }

    /// Starts the measured time now.
    void startNow() {
        since = clock.instant();
    }

    /// Starts again with no copied bytes.
    void copyAnew() {
        wireBytes = 0;
    }

    /// @param bytes negative if a copy is taken back
    void copied(long bytes) {
        wireBytes += bytes;
    }

    long wireBytes() {
        return wireBytes;
    }

    /// Averaged over the copy until now; 0 before it was measured for a second.
    long bytesPerSecond() {
        if (since == null) {
            return 0;
        }
        Duration copying = took == null ? Duration.between(since, clock.instant()) : took;
        long millis = copying.toMillis();
        return millis < MEASURED_MILLIS ? 0 : wireBytes * MILLIS_PER_SECOND / millis;
    }

    /// The estimated end of the work, or null if there is no estimate.
    @Nullable
    Instant eta(Phase phase, Workload work) {
        double worked = work.shareOfOurs();
        boolean working = phase == Phase.Copying || phase == Phase.Indexing;
        if (!working || since == null || worked < ETA_FROM) {
            return null;
        }
        Duration spent = Duration.between(since, clock.instant());
        return clock.instant().plusMillis((long) (spent.toMillis() * (1 - work.share()) / worked));
    }
}
