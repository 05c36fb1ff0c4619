package io.databasesync.engine.run;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.engine.SyncEngine;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Restored;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.testing.engine.TwoTables;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A run that finds the target leased: the other one may be dead, such as the one before in the same terminal.
class LeaseWaitTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TwoTables tables = new TwoTables();
    private final Cancellation cancellation = new Cancellation();
    private final List<String> messages = new CopyOnWriteArrayList<>();

    @BeforeEach
    void create() {
        tables.create();
        tables.sync("the first");
    }

    @AfterEach
    void close() {
        tables.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"Sync", "Rollback"})
    void waitsForTheLeaseOfADeadRunToExpire(Operation operation) {
        lease("the dead one", 26);

        SyncOutcome outcome = run(operation).join();

        assertThat(outcome).isInstanceOfAny(Synced.class, Restored.class);
        assertThat(messages)
                .anyMatch(
                        m -> m.matches("Waiting for the lease of run the dead one, whose last heartbeat was 2\\d s ago;"
                                + " it expires after 30 s"))
                .as("the age is told anew")
                .hasSizeGreaterThan(1);
    }

    @Test
    void isRefusedOnceTheOtherOneIsHeardOf() {
        lease("the living one", 3);
        CompletableFuture<SyncOutcome> outcome = run(Operation.Sync);
        await().atMost(PATIENCE).until(() -> !messages.isEmpty());

        tables.target().execute("update databasesync.lease set heartbeat_at = clock_timestamp()");

        SyncException refusal = TwoTables.refused(outcome.join(), Reason.TargetBusy);
        assertThatSync(refusal).refuses(Reason.TargetBusy).about("run the living one");
        assertThat(tables.target().column("select who from b")).containsExactly("source");
        assertThat(tables.target().column("select run_id from databasesync.lease"))
                .containsExactly("the living one");
    }

    @Test
    void endsAtOnceWhenItIsCancelled() throws Exception {
        lease("the dead one", 0);
        CompletableFuture<SyncOutcome> outcome = run(Operation.Sync);
        await().atMost(PATIENCE).until(() -> !messages.isEmpty());

        cancellation.request();

        TwoTables.refused(outcome.get(10, TimeUnit.SECONDS), Reason.Cancelled);
        assertThat(tables.target().column("select run_id from databasesync.lease"))
                .containsExactly("the dead one");
    }

    private void lease(String run, int secondsAgo) {
        tables.target()
                .execute("insert into databasesync.lease (run_id, token, heartbeat_at) values ('%s',".formatted(run)
                        + " nextval('databasesync.fencing_token'), clock_timestamp() - interval '%d seconds')"
                                .formatted(secondsAgo));
    }

    private CompletableFuture<SyncOutcome> run(Operation operation) {
        return CompletableFuture.supplyAsync(() -> new SyncEngine()
                .run(
                        tables.request(
                                operation,
                                "the second",
                                TwoTables.ALL,
                                1,
                                tables.target().endpoint()),
                        this::hear,
                        cancellation));
    }

    private void hear(Progress progress) {
        if (progress.phase() == Phase.Validating && progress.message().startsWith("Waiting")) {
            messages.add(progress.message());
        }
    }
}
