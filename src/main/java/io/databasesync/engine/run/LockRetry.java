package io.databasesync.engine.run;

import io.databasesync.engine.work.Pause;
import io.databasesync.postgres.swap.OldSnapshots;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest.Safety;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Repeats work that could not lock the target's tables in time. Each try waits for locks no longer than
/// `safety.lockTimeout`, so that readers behind it wait no longer either. They continue before the next try.
public final class LockRetry {
    private static final Logger LOG = LoggerFactory.getLogger(LockRetry.class);
    private static final int TRIES = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration OLD_SNAPSHOTS = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Safety safety;
    private final Cancellation cancellation;

    LockRetry(Safety safety, Cancellation cancellation) {
        this.safety = safety;
        this.cancellation = cancellation;
    }

    /// @param attempt one try; it takes the time that it may wait for locks
    /// @throws SyncException `TargetLocked` if none of the tries got its locks; it names who holds them
    public <T> T run(TargetDatabase target, Function<Duration, T> attempt) {
        for (int tries = 1; ; tries++) {
            Instant began = Instant.now();
            try {
                return attempt.apply(safety.lockTimeout());
            } catch (SyncException e) {
                if (e.reason() != Reason.TargetLocked) {
                    throw e;
                }
                LOG.info(
                        "phase=Publishing try={} took={} locked={}",
                        tries,
                        Duration.between(began, Instant.now()),
                        e.object());
                if (tries == TRIES) {
                    throw target.holding(e);
                }
                Pause.about(FIRST_PAUSE.multipliedBy(1L << (tries - 1)), cancellation);
            }
        }
    }

    // Old readers of the tables cannot be waiting for this run: it has locked nothing yet.
    /// Waits until no session would find the new tables empty, for a minute at most.
    ///
    /// @throws SyncException `TargetLocked` if a session keeps its old snapshot for longer
    public void awaitOldSnapshots(OldSnapshots snapshots) {
        Instant end = Instant.now().plus(OLD_SNAPSHOTS);
        while (snapshots.held()) {
            if (Instant.now().isAfter(end)) {
                throw snapshots.tooOld();
            }
            Pause.about(LOOK_AGAIN, cancellation);
        }
    }
}
