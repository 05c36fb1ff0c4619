package io.databasesync.postgres.session;

import java.time.Duration;

/// When a connection was asked, and how long its answers took.
final class AnswerTimes {
    private static final Duration NEVER = Duration.ofDays(1);

    private volatile boolean waiting;
    private volatile long since = System.nanoTime();
    private volatile Duration fastest = NEVER;

    void asked() {
        since = System.nanoTime();
        waiting = true;
    }

    /// The whole answer is here.
    void answered() {
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        fastest = took.compareTo(fastest) < 0 ? took : fastest;
    }

    /// Nothing more is awaited.
    void ended() {
        since = System.nanoTime();
        waiting = false;
    }

    /// The time that the fastest answer so far took; a day if there was none.
    Duration fastest() {
        return fastest;
    }

    boolean waiting() {
        return waiting;
    }

    /// Whether so much time has passed since the connection was asked, or since it heard of its server.
    boolean silentFor(Duration time) {
        return System.nanoTime() - since > time.toNanos();
    }
}
