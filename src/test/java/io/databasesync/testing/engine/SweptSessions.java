package io.databasesync.testing.engine;

import io.databasesync.engine.SyncEngine;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.testing.postgres.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A run in this process whose sessions the servers terminate: one of them, or all on one side, or all.
public final class SweptSessions extends SweptRun {
    private final SweptTables tables;
    private final String runId;
    private final Random random;
    private final CompletableFuture<SyncOutcome> outcome;

    public SweptSessions(SweptTables tables, String runId, Random random) {
        this.tables = tables;
        this.runId = runId;
        this.random = random;
        this.outcome = CompletableFuture.supplyAsync(this::run);
    }

    private SyncOutcome run() {
        try {
            return new SyncEngine().run(tables.request(runId), progress -> enter(progress.phase()), new Cancellation());
        } finally {
            ended();
        }
    }

    private record Backend(TestDatabase database, String pid) {
        boolean end() {
            return database.value("select pg_terminate_backend(%s)".formatted(pid))
                    .equals("true");
        }
    }

    @Override
    public boolean endsWithin(Duration time) {
        try {
            outcome.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean strike() {
        List<Backend> sources = backends(tables.source());
        List<Backend> targets = backends(tables.target());
        List<Backend> all = new ArrayList<>(sources);
        all.addAll(targets);
        if (all.isEmpty()) {
            return false;
        }
        List<Backend> chosen = switch (random.nextInt(6)) {
            case 0 -> all;
            case 1 -> sources;
            case 2 -> targets;
            default -> List.of(all.get(random.nextInt(all.size())));
        };
        return chosen.stream().filter(Backend::end).count() > 0;
    }

    public SyncOutcome outcome() {
        endsWithin(Duration.ofMinutes(2));
        return outcome.join();
    }

    private List<Backend> backends(TestDatabase database) {
        return database.column(SweptTables.sessions(runId)).stream()
                .map(pid -> new Backend(database, pid))
                .toList();
    }
}
