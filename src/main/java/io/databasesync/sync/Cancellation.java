package io.databasesync.sync;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/// A request to stop, seen by every thread of a run at its next step.
public final class Cancellation {
    private final AtomicBoolean requested = new AtomicBoolean();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public void request() {
        if (requested.compareAndSet(false, true)) {
            listeners.forEach(Runnable::run);
        }
    }

    public boolean requested() {
        return requested.get();
    }

    /// Runs something once the stop is requested, at once if it was; for threads that wait and cannot look.
    public void onRequest(Runnable listener) {
        listeners.add(listener);
        if (requested.get()) {
            listener.run();
        }
    }

    /// Looks whether to go on.
    ///
    /// @throws SyncException `Cancelled`, if a stop was requested
    public void check() {
        if (requested.get()) {
            throw new SyncException(Reason.Cancelled, "the run was cancelled; the target is as it was before");
        }
    }
}
