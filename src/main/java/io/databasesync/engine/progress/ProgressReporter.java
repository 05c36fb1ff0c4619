package io.databasesync.engine.progress;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Tells a sink how far a run is, on a thread of its own: a sink may block for long, such as on a pipe that nobody
/// reads, and the run must go on. Of the reports that wait for it, the newest of each phase is kept.
///
/// The sink hears of a phase before the run does anything in it, and of the last one before the run returns, unless
/// it blocks for longer than the patience.
final class ProgressReporter {
    private final ProgressSink sink;
    private final Duration patience;
    private final Deque<Progress> waiting = new ArrayDeque<>();
    private boolean telling;
    /// Whether somebody has waited in vain for what is being told.
    private boolean stuck;
    private @Nullable SyncException failure;

    ProgressReporter(ProgressSink sink, Duration patience) {
        this.sink = sink;
        this.patience = patience;
    }

    /// Has a report told, after those that were given before.
    synchronized void tell(Progress progress) {
        Progress last = waiting.peekLast();
        if (last != null && last.phase() == progress.phase()) {
            waiting.removeLast();
        }
        waiting.addLast(progress);
        if (!telling) {
            Thread.ofPlatform().name("progress").daemon().start(this::tellAll);
            telling = true;
        }
        notifyAll();
    }

    private void tellAll() {
        for (Progress next = next(); next != null; next = next()) {
            try {
                sink.report(next);
            } catch (Throwable e) { // kept for the run's threads: a sink that fails is a bug
                fail(e);
            }
        }
    }

    private synchronized @Nullable Progress next() {
        Progress next = waiting.pollFirst();
        if (next == null) {
            telling = false;
        }
        stuck = false;
        notifyAll();
        return next;
    }

    private synchronized void fail(Throwable e) {
        failure = SyncException.of(e);
    }

    /// Waits until all has been told; if the sink blocks, for its patience, and once only, unless it is the end.
    synchronized void await(Phase phase) {
        if (stuck && !phase.terminal()) {
            return;
        }
        long end = System.nanoTime() + patience.toNanos();
        while (telling) {
            long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (millis <= 0) {
                stuck = true;
                return;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// Fails if the sink has failed since the last time: whoever asks ends the run then. Its undoing does not ask.
    void check() {
        SyncException last = takeFailure();
        if (last != null) {
            throw last;
        }
    }

    private synchronized @Nullable SyncException takeFailure() {
        SyncException last = failure;
        failure = null;
        return last;
    }
}
