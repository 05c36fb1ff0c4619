package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.operator.run.Pins;
import io.databasesync.operator.run.RunState;
import io.databasesync.operator.run.RunState.SyncLookup;
import io.databasesync.operator.run.RunStatusView;
import io.databasesync.operator.status.StatusPatch;
import io.databasesync.operator.sync.SyncDecision;
import io.databasesync.operator.sync.SyncState;
import io.databasesync.testing.operator.FoundSync;
import io.databasesync.testing.operator.Specs;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How long the operator takes to look at a sync and its runs, to decide, and to make the status. No test: it asserts
/// nothing, and only runs when it is named. See docs/benchmarks.md.
class KeptRunsBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(KeptRunsBenchmark.class);
    private static final int ROUNDS = 500;

    @Test
    void oneReconcile() {
        for (int runs : new int[] {10, 100, 1_000, 10_000}) {
            KeptRuns kept = new KeptRuns(runs);
            measure("DatabaseSync", runs, () -> {
                SyncState state = kept.state();
                return StatusPatch.of(state.sync(), SyncDecision.decide(state).status());
            });
            measure("DatabaseSyncRun", runs, () -> {
                RunState state = observed(kept);
                return StatusPatch.of(state.run(), new RunStatusView(state).planned(Specs.plan()));
            });
        }
    }

    /// A run that may start now: the moment at which it looks at the others.
    private static RunState observed(KeptRuns kept) {
        DatabaseSyncRun run = kept.active();
        Optional<String> waitsFor = Turn.waitsFor(run, kept.all());
        List<DatabaseSyncRun> sorted =
                kept.all().stream().sorted(SyncState.OLDEST_FIRST).toList();
        Optional<Pins> pins = Optional.of(Pins.of(Specs.sync("knowledge", "knowledge-base", Specs.spec()), sorted));
        return new RunState(
                run,
                new SyncLookup.NotNeeded(),
                null,
                false,
                List.of(),
                RunState.Start.NONE,
                RunState.Planning.NONE,
                waitsFor,
                pins,
                FoundSync.NOW);
    }

    /// The first rounds, before the JVM has compiled anything, are what an operator pays that has just started.
    private static void measure(String kind, int runs, Supplier<?> reconcile) {
        long[] nanos = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            if (reconcile.get() == null) {
                throw new IllegalStateException("nothing was decided");
            }
            nanos[round] = System.nanoTime() - start;
        }
        Duration first = Duration.ofNanos(nanos[0]);
        Arrays.sort(nanos);
        LOG.warn(
                "kind={} runs={} first={} median={} slowest={}",
                kind,
                runs,
                first,
                Duration.ofNanos(nanos[ROUNDS / 2]),
                Duration.ofNanos(nanos[ROUNDS - 1]));
    }
}
