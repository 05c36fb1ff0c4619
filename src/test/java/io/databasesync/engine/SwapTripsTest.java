package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Restored;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.postgres.Endpoints;
import io.databasesync.testing.postgres.TappedLink;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// While readers wait for the locks of a run, the way to the target counts: each trip makes them wait for it once
/// more.
class SwapTripsTest {
    @Test
    void aSwapMakesOneTripUnderItsLocksForManyTablesAsForFew() {
        assertThat(swap(2)).isEqualTo(1);
        assertThat(swap(100)).isEqualTo(1);
    }

    @Test
    void aRollbackMakesOneTripUnderItsLocksForManyTablesAsForFew() {
        assertThat(rollback(2)).isEqualTo(1);
        assertThat(rollback(8)).isEqualTo(1);
    }

    @Test
    void theEndOfAnInPlaceRunTakesAsManyTripsForManyTablesAsForFew() {
        assertThat(inPlace(8)).isEqualTo(inPlace(2)).isLessThan(8);
    }

    @Test
    void theLocksOfAnInPlaceRunTakeOneTrip() {
        try (Tables pair = new Tables(3);
                TappedLink link = new TappedLink(TestServer.older())) {
            assertThat(pair.run(Operation.Sync, Mode.InPlace, link)).isInstanceOf(Synced.class);
            assertThat(link.untilCommit("in access exclusive mode"))
                    .filteredOn(trip -> trip.contains("lock table"))
                    .hasSize(1);
        }
    }

    private static long swap(int tables) {
        try (Tables pair = new Tables(tables);
                TappedLink link = new TappedLink(TestServer.older())) {
            assertThat(pair.run(Operation.Sync, Mode.Swap, link)).isInstanceOf(Synced.class);
            return underLocks(link);
        }
    }

    private static long rollback(int tables) {
        try (Tables pair = new Tables(tables);
                TappedLink before = new TappedLink(TestServer.older());
                TappedLink link = new TappedLink(TestServer.older())) {
            assertThat(pair.run(Operation.Sync, Mode.Swap, before)).isInstanceOf(Synced.class);
            assertThat(pair.run(Operation.Rollback, Mode.Auto, link)).isInstanceOf(Restored.class);
            return underLocks(link);
        }
    }

    private static long inPlace(int tables) {
        try (Tables pair = new Tables(tables);
                TappedLink link = new TappedLink(TestServer.older())) {
            assertThat(pair.run(Operation.Sync, Mode.InPlace, link)).isInstanceOf(Synced.class);
            return link.untilCommit("set status = 'succeeded'").size();
        }
    }

    private static long underLocks(TappedLink link) {
        return link.untilCommit("in access exclusive mode").size();
    }

    /// Tables on both sides with what a swap moves: indexes, statistics, grants, policies, keys, sequences; every
    /// second is missing on the target.
    private static final class Tables implements AutoCloseable {
        private final TestDatabase source = TestServer.newer().createDatabase();
        private final TestDatabase target = TestServer.older().createDatabase();

        Tables(int count) {
            both("create sequence shared");
            target.execute("create table stays (id int primary key)", "insert into stays values (1)");
            for (int i = 0; i < count; i++) {
                String make =
                        "create table t%1$s (id serial primary key, n bigint default nextval('shared'), a int, b int)";
                both(
                        (make + " with (autovacuum_enabled = off)").formatted(i),
                        "create statistics s%1$s on a, b from t%1$s".formatted(i),
                        "insert into t%1$s (a, b) values (1, 1)".formatted(i));
                source.execute((make + " with (autovacuum_enabled = off)").formatted("_new" + i));
                target.execute(
                        "alter table t%1$s add constraint k%1$s foreign key (a) references stays".formatted(i),
                        "create view v%1$s as select * from t%1$s".formatted(i),
                        "alter table t%1$s enable row level security".formatted(i),
                        "create policy p on t%1$s using (true)".formatted(i),
                        "grant select on t%1$s to public".formatted(i));
            }
        }

        private void both(String... sql) {
            source.execute(sql);
            target.execute(sql);
        }

        SyncOutcome run(Operation operation, Mode mode, TappedLink link) {
            return new SyncEngine()
                    .run(
                            SyncRequest.of(
                                            Direction.RemoteToLocal,
                                            source.endpoint(),
                                            Endpoints.at(link.address(), target.endpoint()))
                                    .runId(operation.name())
                                    .operation(operation)
                                    .tables(TableSelection.ALL.withInclude(List.of("public.t*")))
                                    .verification(Comparison.Counts)
                                    .mode(mode)
                                    .safety(new Safety(1, Duration.ofSeconds(5), 100))
                                    .requestedBy("a test")
                                    .build(),
                            ProgressSink.NONE,
                            new Cancellation());
        }

        @Override
        public void close() {
            source.close();
            target.close();
        }
    }
}
