package io.databasesync.cli.web.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Answers of the cluster that are kept for a short time. Several callers who want the same answer at the same time
/// ask one question: many streams of a person begin at once when the server has restarted.
final class Remembered<K, V> {
    private static final Duration KEPT = Duration.ofSeconds(20); // less than 30 s until a stream has asked again
    private static final int LOCKS = 256;

    private final Map<K, Answer<V>> answers;
    private final List<ReentrantLock> asking =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    /// @param most answers that are kept
    Remembered(int most) {
        answers = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Answer<V>> eldest) {
                return size() > most;
            }
        };
    }

    private record Answer<V>(V value, long at) {}

    V get(K key, Supplier<V> question) {
        return known(key).orElseGet(() -> {
            ReentrantLock lock = asking.get(Math.floorMod(key.hashCode(), LOCKS));
            lock.lock();
            try {
                return known(key).orElseGet(() -> ask(key, question));
            } finally {
                lock.unlock();
            }
        });
    }

    private synchronized Optional<V> known(K key) {
        Answer<V> known = answers.get(key);
        return known != null && System.nanoTime() - known.at < KEPT.toNanos()
                ? Optional.of(known.value)
                : Optional.empty();
    }

    private V ask(K key, Supplier<V> question) {
        long now = System.nanoTime(); // before the question: an answer is as old as it
        V value = question.get();
        keep(key, new Answer<>(value, now));
        return value;
    }

    private synchronized void keep(K key, Answer<V> answer) {
        answers.put(key, answer);
    }

    synchronized void forget(Predicate<K> keys) {
        answers.keySet().removeIf(keys);
    }
}
