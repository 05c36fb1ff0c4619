package io.databasesync.engine.work;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Waits before another try.
public final class Pause {
    private Pause() {}

    /// Waits with jitter, so that two runs that collided do not collide again. A cancellation ends the wait.
    ///
    /// @throws SyncException `Cancelled`
    public static void about(Duration about, Cancellation cancellation) {
        long millis = ThreadLocalRandom.current().nextLong(about.toMillis() / 2, about.toMillis() + 1);
        try {
            if (cancellation.await(Duration.ofMillis(millis))) {
                cancellation.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SyncException.of(
                            Reason.Cancelled,
                            "the run",
                            "the run was interrupted; the target is as it was before",
                            Fix.NONE)
                    .causedBy(e);
        }
    }
}
