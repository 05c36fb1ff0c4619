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

/// A request to stop, seen by every thread of a run at its next step. Either the run is over, or only this process has
/// to end, and another one goes on with the run; which of them may be known later than that there is a request.
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
    /// @param cancelled whether the run is cancelled; else another process goes on with it
    public void request(Future<Boolean> cancelled) {
        if (runIsOver.compareAndSet(null, cancelled)) {
            asked.countDown();
            listeners.forEach(Runnable::run);
        }
    }

    public boolean requested() {
        return runIsOver.get() != null;
    }

    /// Whether this process has to end, but not the run. Waits a few seconds for whoever finds out; if nobody has until
    /// then, the run is not over: what is cleaned up too late costs space, what is cleaned up too early costs work.
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

    /// Waits until a stop is requested, and no longer than that.
    ///
    /// @return whether it is
    public boolean await(Duration atMost) throws InterruptedException {
        return asked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Runs something once the stop is requested, at once if it was; for threads that wait and cannot look. It is kept
    /// for as long as the run.
    public void onRequest(Runnable listener) {
        listeners.add(listener);
        if (requested()) {
            listener.run();
        }
    }

    /// Looks whether to go on.
    ///
    /// @throws SyncException `Cancelled`, if a stop was requested
    public void check() {
        if (requested()) {
            throw new SyncException(Reason.Cancelled, "the run was cancelled; the target is as it was before");
        }
    }
}
