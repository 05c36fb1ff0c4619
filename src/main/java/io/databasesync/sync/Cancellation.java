package io.databasesync.sync;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A request to stop. Every thread of a run sees it at its next step. It ends either the run, or only this process;
/// then another process continues the run. Which of the two may be known later than the request.
public final class Cancellation {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AtomicReference<@Nullable Future<Boolean>> runIsOver = new AtomicReference<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /// Cancels the run.
    public void request() {
        request(CompletableFuture.completedFuture(true));
    }

    /// Stops this process.
    ///
    /// @param cancelled whether the run is cancelled; if not, another process continues it
    public void request(Future<Boolean> cancelled) {
        if (runIsOver.compareAndSet(null, cancelled)) {
            asked.countDown();
            listeners.forEach(Runnable::run);
        }
    }

    public boolean requested() {
        return runIsOver.get() != null;
    }

    /// Whether this process has to end, but the run continues. Waits up to five seconds for the answer. Without an
    /// answer the run continues: a late cleanup costs space, an early cleanup costs work.
    public boolean drained() {
        Future<Boolean> over = runIsOver.get();
        if (over == null) {
            return false;
        }
        try {
            return !over.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (ExecutionException | TimeoutException _) {
            return true;
        }
    }

    /// Waits until a stop is requested, at most for this time.
    ///
    /// @return whether a stop is requested
    public boolean await(Duration atMost) throws InterruptedException {
        return asked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Runs the listener when a stop is requested, at once if it already is. For threads that wait and cannot poll.
    /// The listener is kept as long as the run.
    public void onRequest(Runnable listener) {
        listeners.add(listener);
        if (requested()) {
            listener.run();
        }
    }

    /// Checks whether the run may continue.
    ///
    /// @throws SyncException `Cancelled`, if a stop was requested
    public void check() {
        if (requested()) {
            throw SyncException.of(
                    Reason.Cancelled, "the run", "the run was cancelled; the target is as it was before", Fix.NONE);
        }
    }
}
