package io.databasesync.engine.work;

import io.databasesync.postgres.session.Sessions;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The first failure of a group of threads. It stops all threads of the group.
public final class FirstFailure {
    private static final Duration STOP_AGAIN = Duration.ofMillis(300);
    /// A server that has not ended a statement after this time may be dead.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Runnable stopStatements;
    private final Runnable giveUp;
    private final Duration patience;
    private final AtomicReference<@Nullable SyncException> first = new AtomicReference<>();

    /// @param stopStatements cancels the statements that threads wait for; called again until the threads have
    /// ended
    /// @param giveUp closes the threads' connections, for servers that do not answer
    /// @param patience time to wait before `giveUp`
    public FirstFailure(Runnable stopStatements, Runnable giveUp, Duration patience) {
        this.stopStatements = stopStatements;
        this.giveUp = giveUp;
        this.patience = patience;
    }

    public static FirstFailure of(Sessions sessions) {
        return new FirstFailure(sessions::cancelStatements, sessions::abort, PATIENCE);
    }

    /// @param failure cause of a thread's end; also an `Error`, or its work would count as done
    public void set(Throwable failure) {
        first.compareAndSet(null, SyncException.of(failure));
    }

    public boolean happened() {
        return first.get() != null;
    }

    public void rethrow() {
        SyncException failure = first.get();
        if (failure != null) {
            throw failure;
        }
    }

    /// Waits until all threads have ended, and stops them after one has failed.
    public void join(List<Thread> threads) {
        try {
            Duration stopping = Duration.ZERO;
            for (Thread thread : threads) {
                while (!thread.join(STOP_AGAIN)) {
                    if (happened()) {
                        (stopping.compareTo(patience) < 0 ? stopStatements : giveUp).run();
                        stopping = stopping.plus(STOP_AGAIN);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            set(SyncException.of(Reason.Cancelled, "the run", "the run was interrupted", Fix.NONE)
                    .causedBy(e));
            stopStatements.run();
        }
    }
}
