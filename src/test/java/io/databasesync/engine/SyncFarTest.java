package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Planned;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequest.PartBytes;
import io.databasesync.testing.postgres.Relay;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Over a long way, one connection carries no more than its window each round trip. More of them carry more.
class SyncFarTest {
    private static final PartBytes SMALL_PARTS = new PartBytes(512 << 10, 512 << 10);

    private final TestDatabase source = TestServer.newer().createDatabase();
    private final TestDatabase target = TestServer.older().createDatabase();
    private final Relay far = new Relay(target.server());

    @BeforeEach
    void fill() {
        source.execute(
                "create table t (id int primary key, v text)",
                "insert into t select i, repeat(md5(i::text), 30) from generate_series(1, 15000) i");
    }

    @Test
    void theRunFindsOutThatMoreConnectionsCopyFaster() {
        far.delay(Duration.ofMillis(100));
        assertThat(connections(new Parallelism(6, 2, SMALL_PARTS, true, false))).isBetween(3, 6);
    }

    @Test
    void aGivenNumberStaysThatNumber() {
        far.delay(Duration.ofMillis(20));
        assertThat(connections(new Parallelism(3, 2, SMALL_PARTS))).isEqualTo(3);
    }

    @Test
    void thePlanSaysHowManyThereMayBe() {
        assertThat(run(Operation.Plan, Parallelism.DEFAULT))
                .asInstanceOf(InstanceOfAssertFactories.type(Planned.class))
                .satisfies(planned -> assertThat(planned.plan().notes())
                        .contains("up to 8 connections copy at the same time, as many as make it faster"));
    }

    private int connections(Parallelism parallelism) {
        SyncOutcome outcome = run(Operation.Sync, parallelism);
        assertThat(outcome).isInstanceOf(Synced.class);
        return ((Synced) outcome).atOnce().tables();
    }

    private SyncOutcome run(Operation operation, Parallelism parallelism) {
        return new SyncEngine()
                .run(
                        SyncRequest.of(Direction.RemoteToLocal, source.endpoint(), far.to(target.endpoint()))
                                .runId("far")
                                .operation(operation)
                                .parallelism(parallelism)
                                .requestedBy("a test")
                                .build(),
                        ProgressSink.NONE,
                        new Cancellation());
    }

    @AfterEach
    void close() {
        far.close();
        source.close();
        target.close();
    }
}
