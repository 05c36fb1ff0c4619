package io.databasesync.engine;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What threads that stand or fall together share: the first failure of any of them stops all.
final class FirstFailure {
    private static final Duration STOP_AGAIN = Duration.ofMillis(300);

    private final Runnable stopStatements;
    private final AtomicReference<@Nullable RuntimeException> first = new AtomicReference<>();

    /// @param stopStatements makes threads that wait for a server come back; called again until they have
    FirstFailure(Runnable stopStatements) {
        this.stopStatements = stopStatements;
    }

    void set(RuntimeException failure) {
        first.compareAndSet(null, failure);
    }

    boolean happened() {
        return first.get() != null;
    }

    void rethrow() {
        RuntimeException failure = first.get();
        if (failure != null) {
            throw failure;
        }
    }

    /// Waits until all threads have ended, and makes them end once one has failed.
    void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                while (!thread.join(STOP_AGAIN)) {
                    if (happened()) {
                        stopStatements.run();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            set(new SyncException(Reason.Cancelled, "the run was interrupted", e));
            stopStatements.run();
        }
    }
}
