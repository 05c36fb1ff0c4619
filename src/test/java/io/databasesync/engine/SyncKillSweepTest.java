package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.testing.engine.SweptProcess;
import io.databasesync.testing.engine.SweptRun;
import io.databasesync.testing.engine.SweptSessions;
import io.databasesync.testing.engine.SweptTables;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Kill anything at any moment: the target holds the old content or the new one, and the next attempt of the same run
/// needs no help. Half of the instants are drawn from a whole run, half from the phase that was hit least.
///
/// `-Dkill.instants=200 -Dkill.seed=7` strikes more often, and elsewhere.
@Timeout(value = 30, unit = TimeUnit.MINUTES) // for many instants
class SyncKillSweepTest {
    private static final int INSTANTS = Integer.getInteger("kill.instants", 15);
    private static final int PROCESS_KILLS = Math.ceilDiv(2 * INSTANTS, 5);
    private static final long SEED = Long.getLong("kill.seed", 1);
    private static final List<Phase> PHASES =
            List.of(Phase.Preparing, Phase.Copying, Phase.Indexing, Phase.Verifying, Phase.Publishing);

    private final Random random = new Random(SEED);
    private final Map<Phase, Integer> hits = new EnumMap<>(Phase.class);
    private int round;

    // failure 5: the target is empty after a crash
    @Test
    void leavesAllOrNothingWhenItsProcessIsKilled() {
        try (SweptTables tables = SweptTables.create()) {
            Lengths lengths = unharmedProcess(tables);
            SweptProcess next = SweptProcess.start(tables);
            while (!enough(PROCESS_KILLS)) {
                Round now = begin(tables, "process");
                SweptRun run = next.sync(now.runId);
                boolean struck = strikeIn(run, lengths);
                next = SweptProcess.start(tables); // while the next attempt works
                count(run, struck);
                now.assertOldOrNew(run.phase());
                now.assertNextAttemptSucceeds();
            }
            next.close();
        }
        report("process kills");
    }

    // failure 41: a run hangs instead of failing
    @Test
    void leavesAllOrNothingWhenItsSessionsAreEnded() {
        try (SweptTables tables = SweptTables.create()) {
            Lengths lengths = unharmedSessions(tables);
            while (!enough(INSTANTS - PROCESS_KILLS)) {
                Round now = begin(tables, "sessions");
                SweptSessions run = new SweptSessions(tables, now.runId, random);
                boolean struck = strikeIn(run, lengths);
                count(run, struck);
                now.assertOldOrNew(run.phase());
                now.assertAsItSays(run.outcome());
                tables.assertNothingLeft(now.runId);
                now.assertNextAttemptSucceeds();
            }
        }
        report("ended sessions");
    }

    /// How long each phase of an unharmed run takes.
    private record Lengths(Map<Phase, Duration> phases, Duration all) {
        static Lengths of(SweptRun run, long began) {
            long ended = run.entered(Phase.Succeeded);
            Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
            long end = ended;
            for (Phase phase : PHASES.reversed()) {
                phases.put(phase, Duration.ofNanos(end - run.entered(phase)));
                end = run.entered(phase);
            }
            return new Lengths(phases, Duration.ofNanos(ended - began));
        }
    }

    private Lengths unharmedProcess(SweptTables tables) {
        try (SweptProcess run = SweptProcess.start(tables)) {
            begin(tables, "unharmed").assertNextAttemptSucceeds(); // makes what only the first run makes
            Round now = begin(tables, "unharmed");
            long began = System.nanoTime();
            Lengths lengths = Lengths.of(run.sync(now.runId), began);
            assertThat(run.endsWithin(Duration.ofMinutes(1))).isTrue();
            return lengths;
        }
    }

    private Lengths unharmedSessions(SweptTables tables) {
        for (int i = 0; i < 2; i++) {
            begin(tables, "unharmed").assertNextAttemptSucceeds();
        }
        Round now = begin(tables, "unharmed");
        long began = System.nanoTime();
        SweptSessions run = new SweptSessions(tables, now.runId, random);
        assertThat(run.outcome()).isInstanceOf(Synced.class);
        return Lengths.of(run, began);
    }

    private boolean strikeIn(SweptRun run, Lengths lengths) {
        if (random.nextBoolean()) {
            return !run.endsWithin(part(lengths.all)) && run.strike();
        }
        Phase phase = leastHit();
        long entered = run.entered(phase);
        Duration rest = part(lengths.phases.getOrDefault(phase, Duration.ZERO)).minusNanos(System.nanoTime() - entered);
        return !run.endsWithin(rest) && run.strike();
    }

    private Phase leastHit() {
        return Collections.min(PHASES, Comparator.comparing(phase -> hits.getOrDefault(phase, 0)));
    }

    private Duration part(Duration whole) {
        return Duration.ofNanos((long) (whole.toNanos() * random.nextDouble()));
    }

    private void count(SweptRun run, boolean struck) {
        if (struck) {
            hits.merge(run.phase(), 1, Integer::sum);
        }
    }

    private boolean enough(int instants) {
        return hits.keySet().containsAll(PHASES)
                && hits.values().stream().mapToInt(Integer::intValue).sum() >= instants;
    }

    private void report(String what) {
        System.out.printf("%s, seed %d: %s%n", what, SEED, hits);
    }

    private Round begin(SweptTables tables, String name) {
        round++;
        tables.change(round);
        return new Round(
                tables,
                "%s-%d-%d".formatted(name, SEED, round),
                SweptTables.content(tables.target()),
                SweptTables.content(tables.source()));
    }

    /// One run, what the target held before it and what it shall hold after it.
    private record Round(
            SweptTables tables, String runId, SortedMap<String, String> before, SortedMap<String, String> after) {

        void assertOldOrNew(Phase struckIn) {
            assertThat(SweptTables.content(tables.target()))
                    .as("%s, struck in %s", runId, struckIn)
                    .isIn(before, after);
        }

        void assertAsItSays(SyncOutcome outcome) {
            boolean synced = outcome instanceof Synced;
            assertThat(SweptTables.content(tables.target()))
                    .as("%s says %s", runId, outcome)
                    .isEqualTo(synced ? after : before);
            if (!synced) {
                assertThat(outcome)
                        .as(runId)
                        .isInstanceOfSatisfying(
                                RolledBack.class,
                                end -> assertThat(end.cause().retryable())
                                        .as(() -> "%s: %s".formatted(runId, end))
                                        .isTrue());
            }
        }

        void assertNextAttemptSucceeds() {
            SyncOutcome outcome = new SyncEngine().run(tables.request(runId), ProgressSink.NONE, new Cancellation());
            assertThat(outcome).as(runId).isInstanceOf(Synced.class);
            assertThat(SweptTables.content(tables.target())).as(runId).isEqualTo(after);
            tables.assertNothingLeft(runId);
        }
    }
}
