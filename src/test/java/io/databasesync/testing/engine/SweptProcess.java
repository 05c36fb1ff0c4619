package io.databasesync.testing.engine;

import io.databasesync.engine.SyncEngine;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A run in a process of its own, which a test kills with `SIGKILL`. The process starts before it gets its run, so
/// that the start costs no time.
public final class SweptProcess extends SweptRun implements AutoCloseable {
    private static final String ENTERED = "entered ";

    private final Process process;

    private SweptProcess(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::listen);
    }

    /// Reads the name of a run, runs it, and prints the phases that it enters.
    public static void main(String[] args) throws IOException {
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String runId = commands.readLine();
        if (runId == null) {
            return;
        }
        Phase[] last = {Phase.Pending};
        new SyncEngine()
                .run(
                        SweptTables.request(runId, args[0], args[1], Mode.valueOf(args[2])),
                        progress -> {
                            if (progress.phase() != last[0]) {
                                last[0] = progress.phase();
                                System.out.println(ENTERED + last[0]);
                            }
                        },
                        new Cancellation());
    }

    public static SweptProcess start(SweptTables tables) {
        return new SweptProcess(ChildJvm.start(
                SweptProcess.class,
                tables.source().uri(),
                tables.target().uri(),
                tables.mode().name()));
    }

    public SweptProcess sync(String runId) {
        try (var commands = process.outputWriter(StandardCharsets.UTF_8)) {
            commands.write(runId + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ENTERED)) {
                    enter(Phase.valueOf(line.substring(ENTERED.length())));
                }
            }
        } catch (IOException _) {
            // The pipe ends with the process.
        } finally {
            ended();
        }
    }

    @Override
    public boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean strike() {
        boolean alive = process.isAlive();
        process.destroyForcibly();
        return endsWithin(Duration.ofMinutes(1)) && alive;
    }

    @Override
    public void close() {
        strike();
    }
}
