package io.databasesync.web;

import io.databasesync.web.Feed.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What waits for one listener. A listener that is too slow loses everything, and is told to begin anew.
final class Listener {
    static final int MOST = 256;

    private final Deque<Event> events = new ArrayDeque<>();
    private boolean reset;

    synchronized void offer(Event event) {
        if (events.size() >= MOST) {
            reset();
            return;
        }
        events.add(event);
        notifyAll();
    }

    synchronized void reset() {
        events.clear();
        reset = true;
        notifyAll();
    }

    /// Waits for the next event.
    synchronized Next next(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (events.isEmpty() && !reset) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return new Next(false, Optional.empty());
            }
            wait(left);
        }
        boolean anew = reset;
        reset = false;
        return new Next(anew, anew ? Optional.empty() : Optional.of(events.removeFirst()));
    }

    /// @param reset whether the listener has to begin anew
    record Next(boolean reset, Optional<Event> event) {}
}
