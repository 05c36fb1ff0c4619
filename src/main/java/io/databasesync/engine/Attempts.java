package io.databasesync.engine;

import io.databasesync.engine.run.TargetLink;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.ReachedDatabases;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tries a run several times in this process if it loses a database, as the pods of a Job do: an attempt that is not
/// the last leaves its stage, and the next one keeps the tables that still equal the source.
public final class Attempts implements SyncRunner {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final int LONGER = 5;

    private final SyncRunner engine;
    private final Duration firstPause;

    public Attempts(SyncRunner engine) {
        this(engine, FIRST_PAUSE);
    }

    /// @param firstPause before the second attempt; each later one is longer
    Attempts(SyncRunner engine, Duration firstPause) {
        this.engine = engine;
        this.firstPause = firstPause;
    }

    @Override
    public SyncOutcome run(SyncRequest request, ProgressSink progress, Cancellation cancellation) {
        Last last = new Last(progress);
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            boolean more = attempt < request.attempts();
            SyncOutcome outcome = engine.run(request.withResumable(more), last, cancellation);
            SyncException lost = more ? lost(outcome, attempt) : null;
            if (lost == null || cancellation.requested()) {
                return outcome;
            }
            LOG.info("attempt={} of={} lost={}", attempt, request.attempts(), lost.getMessage());
            last.say("Attempt %d of %d starts soon: %s".formatted(attempt + 1, request.attempts(), lost.getMessage()));
            if (stopped(cancellation, pause)) {
                return outcome;
            }
            pause = pause.multipliedBy(LONGER);
        }
    }

    // A database that cannot be reached from the beginning is rather a mistake in its settings.
    private static @Nullable SyncException lost(SyncOutcome outcome, int attempt) {
        return switch (outcome) {
            case SyncOutcome.Interrupted(var _, var cause) -> cause;
            case SyncOutcome.Stuck(var _, var cause, var _) -> TargetLink.broken(cause) ? cause : null;
            case SyncOutcome.RolledBack(var failedIn, var cause) ->
                TargetLink.broken(cause)
                                && (attempt > 1
                                        || failedIn != Phase.Validating
                                        || cause.reason() == Reason.ConnectionLost)
                        ? cause
                        : null;
            case SyncOutcome.Synced _, SyncOutcome.Restored _, SyncOutcome.Verified _, SyncOutcome.Planned _ -> null;
        };
    }

    private static boolean stopped(Cancellation cancellation, Duration pause) {
        try {
            return cancellation.await(pause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// Passes reports on, and remembers the last one.
    private static final class Last implements ProgressSink {
        private final ProgressSink next;
        private volatile @Nullable Progress progress;

        Last(ProgressSink next) {
            this.next = next;
        }

        void say(String message) {
            Progress last = progress;
            if (last != null) {
                next.report(last.withMessage(message));
            }
        }

        @Override
        public void report(Progress report) {
            progress = report;
            next.report(report);
        }

        @Override
        public void reached(ReachedDatabases databases) {
            next.reached(databases);
        }

        @Override
        public void planned(Plan plan) {
            next.planned(plan);
        }
    }
}
