package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.Relay;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The way to the target breaks while a run works, and comes back. `Scenario` checks the content and that nothing is
/// left. The run copies once: a run that began anew would take another snapshot.
class SyncReconnectTest {
    private static final String TABLE = "create table t (id int primary key, v text)";
    private static final String ROWS =
            "insert into t select i, repeat(md5(i::text), 10) from generate_series(1, 20000) i";

    private final Relay link = new Relay(TestServer.newer());
    private final AtomicInteger breaks = new AtomicInteger();

    @AfterEach
    void close() {
        link.close();
    }

    // failure 25: one cut connection loses a large copy
    // failure 30: the network drops in the middle of COPY
    @Test
    void aCopyLoadsAgainOnlyWhatWasUnderWay() {
        link.bandwidth(2_000_000);
        scenario()
                .whileCopying((_, _) -> breakForAMoment())
                .once((_, _) -> assertThat(breaks).hasValue(1));
    }

    @Test
    void anIndexIsBuiltAgain() {
        scenario()
                .both("create function slow(id int) returns int language plpgsql immutable as "
                        + "'begin if id % 100 = 0 then perform pg_catalog.pg_sleep(0.01); end if; return id; end'")
                .target("create index t_slow on t (slow(id))")
                .during(Phase.Indexing, (databases, _) -> {
                    awaitBuild(databases.target());
                    breakForAMoment();
                })
                .once((_, target) -> assertThat(
                                target.column("select indexrelid::regclass::text from pg_index where indisvalid and"
                                        + " indrelid = 't'::regclass"))
                        .containsExactlyInAnyOrder("t_pkey", "t_slow"));
    }

    @Test
    void aVerificationIsRepeated() {
        link.delay(Duration.ofMillis(50)); // a short phase may pass before anybody is told of it
        scenario()
                .both("create table child (t int references t)")
                .source("insert into child select id from t")
                .during(Phase.Verifying, (_, _) -> breakForAMoment())
                .once((_, _) -> assertThat(breaks).hasValue(1));
    }

    @Test
    void oneLostConnectionDisturbsNoOther() {
        link.bandwidth(2_000_000); // the copy takes long enough to be met
        scenario()
                .whileCopying((databases, _) -> endOne(databases.target()))
                .once((_, _) -> assertThat(breaks).hasValue(1));
    }

    @Test
    void aTargetThatComesBackTooLateEndsTheRun() {
        link.bandwidth(2_000_000); // the copy takes long enough to be met
        var failure = scenario()
                .reconnect(Duration.ofMillis(500))
                .whileCopying((_, _) -> link.cut())
                .during(Phase.RollingBack, (_, _) -> link.restore())
                .failsIn(Phase.Copying, Reason.ConnectionLost);

        assertThatSync(failure).naming("did not come back within");
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void aRunWaitsForNothingIfItIsToldSo() {
        link.bandwidth(2_000_000);
        scenario()
                .reconnect(Duration.ZERO)
                .whileCopying((_, _) -> link.cut())
                .during(Phase.RollingBack, (_, _) -> link.restore())
                .failsIn(Phase.Copying, Reason.ConnectionLost);
    }

    private Scenario scenario() {
        return new Scenario(TestServer.older(), TestServer.newer())
                .inParts()
                .both(TABLE)
                .source(ROWS, "analyze t")
                .target("insert into t values (0, 'old')")
                .targetEndpoint(link::to);
    }

    private static void awaitBuild(TestDatabase target) {
        await().until(() -> !target.column(
                        "select 1 from pg_stat_progress_create_index where datname = current_database()")
                .isEmpty());
    }

    private void endOne(TestDatabase target) {
        if (breaks.getAndIncrement() == 0) {
            await().until(() -> !target.column("select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where datname = current_database() and application_name like 'databasesync%'"
                            + " and wait_event = 'ClientRead' and query ilike '%copy %' limit 1")
                    .isEmpty());
        }
    }

    private void breakForAMoment() {
        if (breaks.getAndIncrement() == 0) {
            link.cut();
            CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS).execute(link::restore);
        }
    }
}
