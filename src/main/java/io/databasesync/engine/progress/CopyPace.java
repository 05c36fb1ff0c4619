package io.databasesync.engine.progress;

import io.databasesync.sync.Phase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Measures the rate of the copy and estimates the end of the work. Callers synchronize access.
final class CopyPace {
    /// Below this share of the work, there is no estimate of the end.
    private static final double ETA_FROM = 0.02;

    private long wireBytes;
    private @Nullable Instant since;
    private @Nullable Duration took;

    void enter(Phase phase) {
        if (phase == Phase.Copying) {
            since = Instant.now();
        } else if (since != null && took == null) {
            took = Duration.between(since, Instant.now());
        }
    }

    /// Starts the measured time now.
    void startNow() {
        since = Instant.now();
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

    long bytesPerSecond() {
        if (since == null) {
            return 0;
        }
        Duration copying = took == null ? Duration.between(since, Instant.now()) : took;
        return wireBytes * 1000 / Math.max(1, copying.toMillis());
    }

    /// The estimated end of the work, or null if there is no estimate.
    @Nullable
    Instant eta(Phase phase, Workload work) {
        double worked = work.shareOfOurs();
        boolean working = phase == Phase.Copying || phase == Phase.Indexing;
        if (!working || since == null || worked < ETA_FROM) {
            return null;
        }
        Duration spent = Duration.between(since, Instant.now());
        return Instant.now().plusMillis((long) (spent.toMillis() * (1 - work.share()) / worked));
    }
}
