package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.testing.engine.RecordedProgress;
import io.databasesync.testing.engine.TwoTables;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A run whose progress nobody takes, such as `dbsync sync 2>&1 | less`.
class BlockedSinkTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TwoTables tables = new TwoTables();
    private final List<Phase> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @BeforeEach
    void create() {
        tables.create();
    }

    @AfterEach
    void close() {
        released.countDown();
        tables.close();
    }

    // failure 41: a run hangs instead of failing
    @Test
    void keepsItsLeaseAndPublishes() throws InterruptedException {
        ProgressSink sink = this::blockWhenCopying;
        CompletableFuture<SyncOutcome> outcome = CompletableFuture.supplyAsync(() -> new SyncEngine()
                .run(
                        tables.request(
                                Operation.Sync,
                                "the run",
                                TwoTables.ALL,
                                1,
                                tables.target().endpoint()),
                        sink,
                        new Cancellation()));
        blocked.await();
        String heartbeat = tables.target().value("select heartbeat_at from databasesync.lease");
        await().atMost(PATIENCE)
                .until(() -> !tables.target()
                        .column("select 1 from databasesync.lease where heartbeat_at > '%s'".formatted(heartbeat))
                        .isEmpty());
        await().atMost(PATIENCE)
                .until(() -> tables.target()
                        .column("select status from databasesync.run")
                        .equals(List.of("succeeded")));
        released.countDown();

        assertThat(outcome.join()).isInstanceOf(Synced.class);
        assertThat(heard)
                .as("phases, the last one too, before the run has returned")
                .isEqualTo(RecordedProgress.PHASES);
    }

    private void blockWhenCopying(Progress progress) {
        if (heard.isEmpty() || heard.getLast() != progress.phase()) {
            heard.add(progress.phase());
        }
        if (progress.phase() == Phase.Copying) {
            blocked.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
