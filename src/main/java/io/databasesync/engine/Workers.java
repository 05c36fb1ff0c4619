package io.databasesync.engine;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Works off a list with a few threads, each with connections of its own. The first failure stops all of them; the call
/// returns only when every thread has ended.
final class Workers {
    private static final long STOP_AGAIN_MILLIS = 300;

    private final String name;
    private final int threads;
    private final Runnable stopStatements;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    /// What a thread opens for itself.
    interface Resource extends AutoCloseable {
        @Override
        void close();
    }

    /// Prepares workers.
    ///
    /// @param stopStatements makes threads that wait for a server come back; called again until they have
    Workers(String name, int threads, Runnable stopStatements) {
        this.name = name;
        this.threads = threads;
        this.stopStatements = stopStatements;
    }

    /// Does all items, first come first.
    ///
    /// @param open makes a thread's resource, which is closed with it
    <T, R extends Resource> void run(Collection<T> items, Supplier<R> open, BiConsumer<R, T> work) {
        Queue<T> queue = new ConcurrentLinkedQueue<>(items);
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < Math.min(threads, items.size()); i++) {
            started.add(Thread.ofPlatform().name(name + "-" + i).daemon().start(() -> workOff(queue, open, work)));
        }
        join(started);
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    private <T, R extends Resource> void workOff(Queue<T> queue, Supplier<R> open, BiConsumer<R, T> work) {
        try (R resource = open.get()) {
            for (T item = queue.poll(); item != null && failure.get() == null; item = queue.poll()) {
                work.accept(resource, item);
            }
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void join(List<Thread> started) {
        try {
            for (Thread thread : started) {
                while (!thread.join(Duration.ofMillis(STOP_AGAIN_MILLIS))) {
                    if (failure.get() != null) {
                        stopStatements.run();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.compareAndSet(null, new SyncException(Reason.Cancelled, "the run was interrupted", e));
            stopStatements.run();
        }
    }
}
