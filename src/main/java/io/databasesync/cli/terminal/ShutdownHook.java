package io.databasesync.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/// Lets a run clean up when the process gets a signal (Ctrl-C, SIGTERM). The process then exits with the run's code,
/// where the JVM would use 130 or 143.
public final class ShutdownHook {
    private ShutdownHook() {}

    /// @param stop asks the body to end; called once, on a thread of its own, when a signal arrives
    /// @param patience the time limit for the body after the signal, even while `stop` still runs
    /// @param otherwise the exit code if the body takes longer
    /// @return what the body returned
    public static int during(IntSupplier body, Runnable stop, Duration patience, int otherwise) {
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        Thread hook = new Thread(() -> exit(ended, stop, patience, otherwise), "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            int code = body.getAsInt();
            ended.complete(code);
            return code;
        } catch (RuntimeException | Error e) {
            ended.completeExceptionally(e);
            throw e;
        } finally {
            remove(hook);
        }
    }

    private static void exit(CompletableFuture<Integer> ended, Runnable stop, Duration patience, int otherwise) {
        int code = otherwise;
        try {
            Thread.ofPlatform().name("stop").daemon().start(stop);
            code = ended.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException | RuntimeException _) {
            // the process ends anyway; the run's own report gives the reason
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) { // the hook is already running
        }
    }
}
