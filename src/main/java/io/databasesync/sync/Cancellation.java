package io.databasesync.sync;

import java.util.concurrent.atomic.AtomicBoolean;

/// A request to stop, seen by every thread of a run at its next step.
public final class Cancellation {
    private final AtomicBoolean requested = new AtomicBoolean();

    public void request() {
        requested.set(true);
    }

    public boolean requested() {
        return requested.get();
    }

    /// @throws SyncException `Cancelled`, if it was requested
    public void check() {
        if (requested.get()) {
            throw new SyncException(Reason.Cancelled, "the run was cancelled; the target is as it was before");
        }
    }
}
