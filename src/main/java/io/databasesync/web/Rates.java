package io.databasesync.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Limits the requests of each caller: so many a second on average, and twice as many at once.
final class Rates {
    private static final int CALLERS = 4_096;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > CALLERS;
        }
    };

    Rates(int perSecond) {
        this.perSecond = perSecond;
    }

    /// @throws io.databasesync.web.api.Refusal with status 429
    synchronized void take(String caller) {
        long now = System.nanoTime();
        Bucket before = buckets.getOrDefault(caller, new Bucket(2.0 * perSecond, now));
        double left = Math.min(2.0 * perSecond, before.left + (now - before.at) / NANOS * perSecond);
        if (left < 1) {
            buckets.put(caller, new Bucket(left, now));
            throw Refusals.later("there are more than %d requests a second".formatted(perSecond), 1);
        }
        buckets.put(caller, new Bucket(left - 1, now));
    }

    private record Bucket(double left, long at) {}
}
