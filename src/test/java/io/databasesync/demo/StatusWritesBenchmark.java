package io.databasesync.demo;

import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many status writes many runs make in a second, while all of them copy. It only prints, asserts nothing, and
/// only runs when it is named. See docs/benchmarks.md.
class StatusWritesBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWritesBenchmark.class);
    private static final int RUNS = Integer.getInteger("runs", 200);
    private static final Duration MEASURED = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CountDownLatch end = new CountDownLatch(1);

    @Test
    void manyRunsThatCopy() throws InterruptedException {
        try (InJvmCluster cluster = new InJvmCluster(Duration.ofMinutes(1), (_, progress, _) -> copy(progress))) {
            cluster.secret("kb-remote", "postgresql://app@remote/kb");
            cluster.secret("kb-local", "postgresql://app@local/kb");
            long begun = System.nanoTime();
            for (int i = 0; i < RUNS; i++) {
                DatabaseSync sync = Serialization.unmarshal(Demo.manifest(), DatabaseSync.class);
                sync.getMetadata().setName("kb-" + i);
                cluster.apply(sync);
            }
            await().atMost(PATIENCE)
                    .until(() -> cluster.runs().stream()
                                    .filter(StatusWritesBenchmark::copies)
                                    .count()
                            == RUNS);
            print("starting", cluster.statusWrites(), System.nanoTime() - begun);
            for (int i = 0; i < 3; i++) {
                long before = cluster.statusWrites();
                long since = System.nanoTime();
                TimeUnit.SECONDS.sleep(MEASURED.toSeconds());
                print("copying", cluster.statusWrites() - before, System.nanoTime() - since);
            }
            end.countDown();
        }
    }

    private static void print(String what, long writes, long nanos) {
        double seconds = nanos / 1e9;
        LOG.warn("runs={} {} seconds={} writes={} perSecond={}", RUNS, what, seconds, writes, writes / seconds);
    }

    private static boolean copies(DatabaseSyncRun run) {
        return run.getStatus() != null
                && run.getStatus().progress() != null
                && run.getStatus().progress().phase() == Phase.Copying;
    }

    /// Reports another state every 250 ms, as the engine does.
    private SyncOutcome copy(ProgressSink sink) {
        try {
            for (long i = 0; !end.await(250, TimeUnit.MILLISECONDS); i++) {
                sink.report(new Progress(
                        Phase.Copying,
                        47,
                        new Count(8, 17),
                        new Count(i, 218_714),
                        new Count(1_000 + i, 2_000),
                        100,
                        new Count(0, 21),
                        List.of("public.pages"),
                        null,
                        "Copying public.pages: %d rows".formatted(i),
                        List.of(),
                        false));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new SyncOutcome.Synced(
                ChosenMode.Swap,
                List.of(),
                0,
                Duration.ofSeconds(1),
                List.of(),
                "nothing",
                List.of(),
                List.of(),
                Comparison.Counts);
    }
}
