package io.databasesync.operator.job;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Does several requests at the same time, because each of them waits for a round trip.
public final class AtOnce {
    private AtOnce() {}

    /// Returns when all have ended. Throws the failure of the first one that failed, in their order.
    public static void run(List<Runnable> requests) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all =
                    requests.stream().<Future<?>>map(threads::submit).toList();
            for (Future<?> request : all) {
                request.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
