package io.databasesync.engine;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Does something again and again while a run works. What fails is kept for the run, and ends it.
final class Heartbeat implements AutoCloseable {
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(
            3, Thread.ofPlatform().name("heartbeat").daemon().factory());
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final Runnable onFailure;

    /// Prepares a heartbeat.
    ///
    /// @param onFailure makes the run's threads come back
    Heartbeat(Runnable onFailure) {
        this.onFailure = onFailure;
    }

    void every(Duration period, Runnable beat) {
        Future<?> _ = scheduler.scheduleAtFixedRate(
                () -> {
                    try {
                        beat.run();
                    } catch (RuntimeException e) {
                        if (failure.compareAndSet(null, e)) {
                            onFailure.run();
                        }
                    }
                },
                period.toMillis(),
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /// Fails if a beat has failed.
    void check() {
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    /// The failure of a beat, else the other one, which it may have caused.
    RuntimeException causeOf(RuntimeException other) {
        RuntimeException first = failure.get();
        return first == null ? other : first;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        try {
            if (!scheduler.awaitTermination(10, TimeUnit.SECONDS)) {
                onFailure.run(); // a beat hangs on a dead connection
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
