package io.databasesync.testing.postgres;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// One direction of a relay, which all of its connections share.
final class RelayWay {
    private final AtomicLong passed = new AtomicLong();
    private volatile long delayNanos;
    private long bytesPerSecond;
    private long freeAt = System.nanoTime();
    private boolean blocked;

    void delay(Duration delay) {
        delayNanos = delay.toNanos();
    }

    long delayNanos() {
        return delayNanos;
    }

    synchronized void bandwidth(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
        freeAt = Math.min(freeAt, System.nanoTime());
    }

    /// Takes the next free time on the wire for these bytes.
    ///
    /// @return when the last of them is on the wire, as `System.nanoTime`
    synchronized long transmit(int bytes) {
        long now = System.nanoTime();
        if (bytesPerSecond == 0) {
            return now;
        }
        freeAt = Math.max(freeAt, now) + TimeUnit.SECONDS.toNanos(1) * bytes / bytesPerSecond;
        return freeAt;
    }

    synchronized void block() {
        blocked = true;
    }

    synchronized void unblock() {
        blocked = false;
        notifyAll();
    }

    synchronized void awaitPassage() throws InterruptedException {
        while (blocked) {
            wait();
        }
    }

    void pass(int bytes) {
        passed.addAndGet(bytes);
    }

    void mark() {
        passed.set(0);
    }

    long passed() {
        return passed.get();
    }
}
