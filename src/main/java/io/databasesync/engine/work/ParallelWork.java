package io.databasesync.engine.work;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A few threads that work things off, each with connections of its own. The first failure stops all of them.
public final class ParallelWork {
    private final String name;
    private final int threads;
    private final FirstFailure failure;

    /// What a thread opens for itself.
    public interface Resource extends AutoCloseable {
        @Override
        void close();
    }

    public ParallelWork(String name, int threads, FirstFailure failure) {
        this.name = name;
        this.threads = threads;
        this.failure = failure;
    }

    /// Does all items, first come first; returns when every thread has ended.
    ///
    /// @param open makes a thread's resource, which is closed with it
    public <T, R extends Resource> void run(Collection<T> items, Supplier<R> open, BiConsumer<R, T> work) {
        Queue<T> queue = new ConcurrentLinkedQueue<>(items);
        failure.join(new ParallelWork(name, Math.min(threads, items.size()), failure).start(queue::poll, open, work));
        failure.rethrow();
    }

    /// Does items as they come.
    ///
    /// @param next waits for an item; null when there will be none any more
    /// @param open makes a thread's resource, when it has its first item
    /// @return the threads, for the caller to wait for
    public <T, R extends Resource> List<Thread> start(
            Supplier<@Nullable T> next, Supplier<R> open, BiConsumer<R, T> work) {
        List<Thread> started = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                started.add(Thread.ofPlatform().name(name + "-" + i).daemon().start(() -> workOff(next, open, work)));
            }
        } catch (Throwable e) { // such as a limit on threads: those that have started are the caller's to wait for
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
        } catch (Throwable e) { // here the thread ends: what is not kept now is lost
            failure.set(e);
        }
    }
}
