package io.databasesync.testing.engine;

import io.databasesync.sync.Phase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A run that something happens to at a chosen instant, wherever it runs.
public abstract class SweptRun {
    private final Map<Phase, CompletableFuture<Long>> entered = new ConcurrentHashMap<>();
    private volatile Phase phase = Phase.Pending;

    /// Waits for the run's end, but not longer.
    ///
    /// @return whether it has ended
    public abstract boolean endsWithin(Duration time);

    /// Does to the run what this is about.
    ///
    /// @return whether it hit anything
    public abstract boolean strike();

    public final void enter(Phase next) {
        phase = next;
        of(next).complete(System.nanoTime());
    }

    /// Nobody needs to wait for a phase any more.
    public final void ended() {
        for (Phase any : Phase.values()) {
            of(any).complete(System.nanoTime());
        }
    }

    /// The phase that the run has reported last.
    public final Phase phase() {
        return phase;
    }

    /// When the run entered a phase, by `System.nanoTime`; waits until it does, or ends.
    public final long entered(Phase awaited) {
        try {
            return of(awaited).get(1, TimeUnit.MINUTES);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the run never reached " + awaited, e);
        }
    }

    private CompletableFuture<Long> of(Phase any) {
        return entered.computeIfAbsent(any, _ -> new CompletableFuture<>());
    }
}
