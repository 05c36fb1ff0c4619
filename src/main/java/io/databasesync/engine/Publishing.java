package io.databasesync.engine;

import io.databasesync.postgres.Publisher;
import io.databasesync.postgres.SharedSequence;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest.Safety;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Publishes the stage. Each try waits for locks no longer than `safety.lockTimeout`, so that readers behind it are not
/// held
/// up for longer; then it lets them go on and tries again.
final class Publishing {
    private static final int TRIES = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private final Publisher publisher;
    private final Safety safety;
    private final Cancellation cancellation;

    Publishing(Publisher publisher, Safety safety, Cancellation cancellation) {
        this.publisher = publisher;
        this.safety = safety;
        this.cancellation = cancellation;
    }

    /// @return statements that validate foreign keys
    List<String> run(List<SharedSequence> sequences, Publisher.Published published) {
        for (int attempt = 1; ; attempt++) {
            try {
                return publisher.publish(sequences, safety.lockTimeout(), published);
            } catch (SyncException e) {
                if (e.reason() != Reason.TargetLocked || attempt == TRIES) {
                    throw e;
                }
                pause(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
            }
        }
    }

    // Jitter, so that two runs that met once do not meet again; a cancellation ends the pause.
    private void pause(Duration about) {
        long millis = ThreadLocalRandom.current().nextLong(about.toMillis() / 2, about.toMillis() + 1);
        CountDownLatch cancelled = new CountDownLatch(1);
        cancellation.onRequest(cancelled::countDown);
        try {
            if (cancelled.await(millis, TimeUnit.MILLISECONDS)) {
                cancellation.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SyncException(Reason.Cancelled, "the run was interrupted; the target is as it was before", e);
        }
    }
}
