package io.databasesync.postgres.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work on several connections at the same time.
public final class SideBySide {
    private static final Logger LOG = LoggerFactory.getLogger(SideBySide.class);
    /// No virtual threads: the poller that they start for sockets never leaves its system call, and the JVM waits 0.3 s
    /// for it when it exits.
    private static final Executor THREADS = work -> start("side-by-side", work);

    private SideBySide() {}

    /// Begins work in a thread of its own.
    public static <T extends @Nullable Object> Supplier<T> start(Supplier<T> work) {
        CompletableFuture<T> future = CompletableFuture.supplyAsync(work, THREADS);
        return () -> result(future);
    }

    /// Begins work that nobody waits for. It does not keep the JVM alive. A bug in it is logged, and the run goes on
    /// without this work.
    public static void start(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("thread={} failed={}", name, e.toString());
            }
        });
    }

    /// Begins such work after a while.
    static void startAfter(Duration delay, String name, Runnable work) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, later -> start(name, later))
                .execute(work);
    }

    /// Runs all, and waits until all have ended.
    public static void run(List<Runnable> all) {
        List<Supplier<Boolean>> others = all.stream()
                .skip(1)
                .map(work -> start(() -> {
                    work.run();
                    return true;
                }))
                .toList();
        try {
            if (!all.isEmpty()) {
                all.getFirst().run();
            }
        } finally {
            others.forEach(SideBySide::await);
        }
    }

    private static void await(Supplier<Boolean> other) {
        if (!other.get()) {
            throw new IllegalStateException("work that did not end");
        }
    }

    private static <T extends @Nullable Object> T result(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }
}
