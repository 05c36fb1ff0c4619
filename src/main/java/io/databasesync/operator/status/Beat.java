package io.databasesync.operator.status;

import io.databasesync.api.DatabaseSyncRun;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Spaces the writes that only repeat the progress of a run. The more runs are under way, the longer the pauses: all
/// of them together stay below a number of writes per second that an API server does not feel.
///
/// What it remembers are times of writes. An operator that starts anew writes once more at most.
public final class Beat {
    /// A run makes two writes per beat, its pod's and its sync's: 16 a second, which leaves room below 25 for starts
    /// and ends.
    private static final int RUNS_PER_SECOND = 8;

    private static final Duration COUNTED_FOR = Duration.ofSeconds(1);
    private static final Duration REMEMBERED_FOR = Duration.ofHours(1);
    private static final int MANY = 1000;

    private final Duration shortest;
    private final Supplier<List<DatabaseSyncRun>> runs;
    private final InstantSource clock;
    private final Map<String, Instant> written = new ConcurrentHashMap<>();
    private Instant countedAt = Instant.MIN;
    private long underWay;

    /// @param shortest the pause while few runs are under way
    /// @param runs all runs
    public Beat(Duration shortest, Supplier<List<DatabaseSyncRun>> runs, InstantSource clock) {
        this.shortest = shortest;
        this.runs = runs;
        this.clock = clock;
    }

    /// The pause between two reports of a run's progress.
    Duration length() {
        Duration stretched = Duration.ofSeconds(underWay() / RUNS_PER_SECOND);
        return stretched.compareTo(shortest) > 0 ? stretched : shortest;
    }

    /// How long to wait until the next write. Not positive if it is due.
    Duration untilNext(HasMetadata resource) {
        Instant last = written.get(uid(resource));
        return last == null ? Duration.ZERO : Duration.between(clock.instant(), last.plus(length()));
    }

    void wrote(HasMetadata resource) {
        Instant now = clock.instant();
        if (written.size() > MANY) {
            written.values().removeIf(time -> time.isBefore(now.minus(REMEMBERED_FOR)));
        }
        written.put(uid(resource), now);
    }

    private synchronized long underWay() {
        Instant now = clock.instant();
        if (countedAt.equals(Instant.MIN) || countedAt.plus(COUNTED_FOR).isBefore(now)) {
            underWay = runs.get().stream().filter(run -> !run.settled()).count();
            countedAt = now;
        }
        return underWay;
    }

    private static String uid(HasMetadata resource) {
        return Objects.requireNonNullElse(resource.getMetadata().getUid(), "");
    }
}
