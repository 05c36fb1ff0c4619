package io.databasesync.engine.work;

import io.databasesync.postgres.session.Sessions;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Repeats actions while a run works. The failure of a beat is kept and ends the run. A beat that was cancelled,
/// interrupted or lost its connection because the run has ended or failed already does not count.
public final class Heartbeat implements AutoCloseable {
    private static final String QUERY_CANCELED = "57014";

    /// Threads; a beat may wait for a server that does not answer, and the others go on.
    private static final int BEATS = 6;

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(
            BEATS, Thread.ofPlatform().name("heartbeat").daemon().factory());
    private final AtomicReference<@Nullable SyncException> failure = new AtomicReference<>();
    private final Sessions sessions;

    /// @param sessions sessions of the run; they are aborted when a beat fails, so that the run's threads end
    public Heartbeat(Sessions sessions) {
        this.sessions = sessions;
    }

    /// A repeated action. Close it to end it before the run ends.
    public interface Beat extends AutoCloseable {
        @Override
        void close();
    }

    public Beat every(Duration period, Runnable beat) {
        return every(period, period, beat);
    }

    /// The same, with the first beat at once.
    public Beat now(Duration period, Runnable beat) {
        return every(Duration.ZERO, period, beat);
    }

    /// A single beat, beside the work.
    public void soon(Runnable beat) {
        scheduler.execute(() -> keeping(beat));
    }

    private void keeping(Runnable beat) {
        try {
            beat.run();
        } catch (Throwable e) { // the scheduler would drop the error and the beat
            keep(e);
        }
    }

    private Beat every(Duration first, Duration period, Runnable beat) {
        Future<?> scheduled = scheduler.scheduleAtFixedRate(
                () -> keeping(beat), first.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }

    private void keep(Throwable e) {
        if (!causedByTheRun(e) && failure.compareAndSet(null, SyncException.of(e))) {
            sessions.abort();
        }
    }

    private boolean causedByTheRun(Throwable e) {
        boolean cancelled = e instanceof SyncException s && s.sqlState().equals(Optional.of(QUERY_CANCELED));
        return cancelled || scheduler.isShutdown() || sessions.givenUp();
    }

    /// Throws if a beat has failed.
    public void check() {
        SyncException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    /// The failure of a beat, which may have caused the other one; otherwise the other one.
    public SyncException causeOf(Throwable other) {
        SyncException first = failure.get();
        return first == null ? SyncException.of(other) : first;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        try {
            if (!scheduler.awaitTermination(10, TimeUnit.SECONDS)) {
                sessions.abort(); // a beat hangs on a dead connection
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
