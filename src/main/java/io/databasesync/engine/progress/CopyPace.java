package io.databasesync.engine.progress;

import io.databasesync.sync.Phase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How fast rows come over the wire, and when all is done at that pace; whoever shares it guards it.
final class CopyPace {
    /// Below this share of the work an estimate of the rest would be a guess.
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

    /// What was done until now took no time.
    void startNow() {
        since = Instant.now();
    }

    /// Nothing is copied yet.
    void copyAnew() {
        wireBytes = 0;
    }

    /// @param bytes less than none where a copy is taken back
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

    /// When the rest of the work is done, if that can be said.
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
