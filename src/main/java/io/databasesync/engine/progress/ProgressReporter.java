package io.databasesync.engine.progress;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Reports the progress of a run to a sink, on its own thread. A sink may block for long, for example on a pipe
/// without a reader, and the run must go on. Of the waiting reports, the newest of each phase is kept.
///
/// The sink gets a phase before the run works in it, and the last one before the run returns, unless the sink blocks
/// for longer than the patience.
final class ProgressReporter {
    private final ProgressSink sink;
    private final Duration patience;
    private final Deque<Progress> waiting = new ArrayDeque<>();
    private boolean telling;
    /// Whether a wait for the current report has timed out.
    private boolean stuck;
    private @Nullable SyncException failure;

    ProgressReporter(ProgressSink sink, Duration patience) {
        this.sink = sink;
        this.patience = patience;
    }

    /// Queues a report after the earlier ones.
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

    /// Waits until the sink has all reports, no longer than the patience. If the sink blocks, only the first wait and
    /// that of a terminal phase take so long.
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

    /// Throws if the sink has failed since the last check, which ends the run. The undoing of a run does not check.
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
