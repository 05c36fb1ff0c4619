package io.databasesync.engine.work;

import io.databasesync.sync.SyncException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Threads that process items, each with its own connections. How many there are may change meanwhile. The first
/// failure stops all of them.
public final class ChangingWork<T, R extends ParallelWork.Resource> {
    private static final Logger LOG = LoggerFactory.getLogger(ChangingWork.class);

    private final String name;
    private final FirstFailure failure;
    private final Supplier<R> open;
    private final BiConsumer<R, T> work;
    private final Queue<T> items;
    private final List<Thread> threads = new ArrayList<>();
    private int wanted;
    private int running;
    /// Threads that have not asked for their first item yet.
    private int starting;
    private int most = Integer.MAX_VALUE;

    /// @param items in their order
    /// @param open makes a thread's resource, which is closed when the thread ends
    public ChangingWork(
            String name, FirstFailure failure, Collection<T> items, Supplier<R> open, BiConsumer<R, T> work) {
        this.name = name;
        this.failure = failure;
        this.items = new ArrayDeque<>(items);
        this.open = open;
        this.work = work;
    }

    /// Starts threads until there are as many. If there are more, some end after their item.
    public synchronized void want(int count) {
        wanted = Math.min(count, most);
        while (running < wanted && items.size() > starting && !failure.happened()) {
            boolean first = threads.isEmpty();
            running++;
            starting++;
            threads.add(Thread.ofPlatform()
                    .name(name + "-" + threads.size())
                    .daemon()
                    .start(() -> workOff(first)));
        }
    }

    /// The number of threads at work.
    public synchronized int running() {
        return running;
    }

    /// Whether a thread more would have work.
    public synchronized boolean waiting() {
        return !items.isEmpty();
    }

    /// Waits until all items are processed.
    public void join() {
        for (int joined = 0; ; ) {
            List<Thread> started = started();
            if (started.size() == joined) {
                break;
            }
            failure.join(started);
            joined = started.size();
        }
        failure.rethrow();
    }

    private synchronized List<Thread> started() {
        return List.copyOf(threads);
    }

    private void workOff(boolean first) {
        try (R resource = open.get()) {
            if (first || connected(resource)) {
                for (T item = firstItem(); item != null && !failure.happened(); item = next()) {
                    work.accept(resource, item);
                }
            }
        } catch (Throwable e) { // the thread ends here: an error not kept now is lost
            failure.set(e);
        }
    }

    // The run goes on without a connection that it does not need.
    private boolean connected(R resource) {
        try {
            resource.connect();
            return true;
        } catch (SyncException e) {
            if (!others()) {
                throw e;
            }
            LOG.warn("thread={} works without: {}", Thread.currentThread().getName(), e.getMessage());
            return false;
        }
    }

    /// Whether the others do the work, or have done all of it meanwhile.
    private synchronized boolean others() {
        starting--;
        running--;
        most = Math.max(1, running);
        return running > 0 || items.isEmpty();
    }

    private synchronized @Nullable T firstItem() {
        starting--;
        return next();
    }

    private synchronized @Nullable T next() {
        if (running > wanted) {
            running--;
            return null;
        }
        T item = items.poll();
        if (item == null) {
            running--;
        }
        return item;
    }
}
