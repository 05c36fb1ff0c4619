package io.databasesync.engine.work;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A few threads that process items, each with its own connections. The first failure stops all of them.
public final class ParallelWork {
    private final String name;
    private final int threads;
    private final FirstFailure failure;

    /// The connections that a thread opens for itself.
    public interface Resource extends AutoCloseable {
        /// Opens the connections now, and not when the first item needs them.
        default void connect() {}

        @Override
        void close();
    }

    public ParallelWork(String name, int threads, FirstFailure failure) {
        this.name = name;
        this.threads = threads;
        this.failure = failure;
    }

    /// Processes all items in order; returns when every thread has ended.
    ///
    /// @param open opens a thread's resource, which is closed when the thread ends
    public <T, R extends Resource> void run(Collection<T> items, Supplier<R> open, BiConsumer<R, T> work) {
        Queue<T> queue = new ConcurrentLinkedQueue<>(items);
        failure.join(new ParallelWork(name, Math.min(threads, items.size()), failure).start(queue::poll, open, work));
        failure.rethrow();
    }

    /// Does different works at the same time.
    public static void together(String name, FirstFailure failure, List<Runnable> works) {
        failure.join(start(name, failure, works));
        failure.rethrow();
    }

    /// Starts different works.
    ///
    /// @return the threads, for the caller to wait for
    public static List<Thread> start(String name, FirstFailure failure, List<Runnable> works) {
        Queue<Runnable> queue = new ConcurrentLinkedQueue<>(works);
        return new ParallelWork(name, works.size(), failure)
                .start(queue::poll, () -> () -> {}, (_, work) -> work.run());
    }

    /// Processes items as they come.
    ///
    /// @param next waits for an item; null when no more items will come
    /// @param open opens a thread's resource, when the thread has its first item
    /// @return the threads, for the caller to wait for
    public <T, R extends Resource> List<Thread> start(
            Supplier<@Nullable T> next, Supplier<R> open, BiConsumer<R, T> work) {
        List<Thread> started = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                started.add(Thread.ofPlatform().name(name + "-" + i).daemon().start(() -> workOff(next, open, work)));
            }
        } catch (Throwable e) { // for example a limit on threads: the caller waits for those that have started
            failure.set(e);
        }
        return started;
    }

    private <T, R extends Resource> void workOff(Supplier<@Nullable T> next, Supplier<R> open, BiConsumer<R, T> work) {
        try {
            T item = next.get();
            if (item == null) {
                return;
            }
            try (R resource = open.get()) {
                for (; item != null && !failure.happened(); item = next.get()) {
                    work.accept(resource, item);
                }
            }
        } catch (Throwable e) { // the thread ends here: an error not kept now is lost
            failure.set(e);
        }
    }
}
