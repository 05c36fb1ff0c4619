package io.databasesync.postgres.session;

import java.time.Duration;

/// When a connection was asked, when it heard of its server, and how long its answers took.
final class AnswerTimes {
    private static final Duration NEVER = Duration.ofDays(1);

    private volatile boolean waiting;
    private volatile long asked = System.nanoTime();
    private volatile long heard = System.nanoTime();
    private volatile Duration fastest = NEVER;

    void asked() {
        asked = System.nanoTime();
        waiting = true;
    }

    /// The whole answer is here.
    void answered() {
        Duration took = since(asked);
        fastest = took.compareTo(fastest) < 0 ? took : fastest;
        heard = System.nanoTime();
    }

    /// Nothing more is awaited: the answer is here, or the connection is lost.
    void ended() {
        waiting = false;
    }

    /// The time that the fastest answer so far took; a day if there was none.
    Duration fastest() {
        return fastest;
    }

    /// Whether an answer has been awaited for longer than that.
    boolean waitingFor(Duration time) {
        return waiting && since(asked).compareTo(time) > 0;
    }

    /// Whether no answer has come for longer than that.
    boolean silentFor(Duration time) {
        return since(heard).compareTo(time) > 0;
    }

    private static Duration since(long time) {
        return Duration.ofNanos(System.nanoTime() - time);
    }
}
