package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.testing.engine.SweptTables;
import io.databasesync.testing.postgres.Relay;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Breaks the way to the databases at any moment: the target holds the old content or the new one, the run ends, and
/// the next one needs no help. How many runs survived is printed.
///
/// `-Dlink.instants=100 -Dlink.seed=7` breaks more often, and elsewhere.
@Timeout(value = 60, unit = TimeUnit.MINUTES) // for many instants
class SyncBrokenLinkTest {
    private static final int INSTANTS = Integer.getInteger("link.instants", 5);
    private static final Duration BROKEN = Duration.ofMillis(1500);
    private static final long BYTES_PER_SECOND = 20_000_000;

    private final Random random = new Random(Long.getLong("link.seed", 1));
    private final Map<Break, Integer> survived = new EnumMap<>(Break.class);
    private final Map<Break, Integer> struck = new EnumMap<>(Break.class);

    private enum Break {
        CutTarget,
        CutBoth,
        BlackHole,
        Refusals,
        Slow
    }

    @Test
    void leavesAllOrNothingAndTheRunEnds() {
        try (SweptTables tables = SweptTables.create();
                Relay source = new Relay(tables.source().server());
                Relay target = new Relay(tables.target().server())) {
            Duration whole = unharmed(tables, source, target);
            for (int i = 0; i < INSTANTS; i++) {
                Break kind = Break.values()[i % Break.values().length];
                tables.change(i + 2);
                SortedMap<String, String> before = SweptTables.content(tables.target());
                SyncOutcome outcome = run(tables, source, target, "link %d".formatted(i), () -> {
                    pause(Duration.ofNanos((long) (whole.toNanos() * random.nextDouble())));
                    strike(kind, source, target);
                });
                struck.merge(kind, 1, Integer::sum);
                assertOldOrNew(tables, before, outcome, kind);
                if (outcome instanceof Synced) {
                    survived.merge(kind, 1, Integer::sum);
                } else {
                    run(tables, source, target, "after %d".formatted(i), () -> {});
                    assertThat(SweptTables.content(tables.target())).isEqualTo(SweptTables.content(tables.source()));
                }
            }
        }
        System.out.printf("broken links: %s, runs that survived: %s%n", struck, survived);
    }

    private static Duration unharmed(SweptTables tables, Relay source, Relay target) {
        tables.change(0);
        run(tables, source, target, "first", () -> {});
        tables.change(1);
        long began = System.nanoTime();
        assertThat(run(tables, source, target, "unharmed", () -> {})).isInstanceOf(Synced.class);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static void assertOldOrNew(
            SweptTables tables, SortedMap<String, String> before, SyncOutcome outcome, Break kind) {
        SortedMap<String, String> after = SweptTables.content(tables.target());
        if (outcome instanceof Synced) {
            assertThat(after).as("%s", kind).isEqualTo(SweptTables.content(tables.source()));
        } else {
            assertThat(after).as("%s: %s", kind, outcome).isEqualTo(before);
        }
    }

    private static SyncOutcome run(SweptTables tables, Relay source, Relay target, String runId, Runnable disturb) {
        SyncRequest request = tables.request(runId);
        CompletableFuture<SyncOutcome> run = CompletableFuture.supplyAsync(() -> new Attempts(
                        new SyncEngine()::run, Duration.ofSeconds(1))
                .run(
                        request.with(r -> r.source(source.to(request.source())).target(target.to(request.target()))),
                        ProgressSink.NONE,
                        new Cancellation()));
        disturb.run();
        return run.orTimeout(5, TimeUnit.MINUTES).join();
    }

    private static void strike(Break kind, Relay source, Relay target) {
        List<Relay> both = List.of(source, target);
        switch (kind) {
            case CutTarget -> target.cut();
            case CutBoth -> both.forEach(Relay::cut);
            case BlackHole -> both.forEach(Relay::blackHole);
            case Refusals -> both.forEach(link -> link.refuse(0.05));
            case Slow -> both.forEach(link -> link.bandwidth(BYTES_PER_SECOND / 10));
        }
        pause(BROKEN);
        both.forEach(Relay::restore);
        both.forEach(link -> link.bandwidth(0));
    }

    // The length of a break; it waits for no event.
    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
