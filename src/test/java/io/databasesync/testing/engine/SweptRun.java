package io.databasesync.testing.engine;

import io.databasesync.sync.Phase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A run that a test disturbs at a chosen instant.
public abstract class SweptRun {
    private final Map<Phase, CompletableFuture<Long>> entered = new ConcurrentHashMap<>();
    private volatile Phase phase = Phase.Pending;

    /// Waits for the run's end, at most for this time.
    ///
    /// @return whether it has ended
    public abstract boolean endsWithin(Duration time);

    /// Disturbs the run.
    ///
    /// @return whether it hit a process or session
    public abstract boolean strike();

    public final void enter(Phase next) {
        phase = next;
        of(next).complete(System.nanoTime());
    }

    /// Releases all threads that wait for a phase.
    public final void ended() {
        for (Phase any : Phase.values()) {
            of(any).complete(System.nanoTime());
        }
    }

    /// The phase that the run reported last.
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
