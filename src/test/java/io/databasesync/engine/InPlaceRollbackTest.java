package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Restored;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncOutcome.Verified;
import io.databasesync.sync.SyncRequest;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What an earlier swap has kept is not what was there before a run in place.
class InPlaceRollbackTest {
    private final TestDatabase source = TestServer.newer().createDatabase();
    private final TestDatabase target = TestServer.older().createDatabase();

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @Test
    void isRefusedUntilASwapHasReplacedTheTablesAgain() {
        source.execute("create table t (v text)", "insert into t values ('first')");
        target.execute("create table t (v text)", "insert into t values ('before')");
        run("a swap", Operation.Sync, Mode.Auto);
        source.execute("update t set v = 'second'");
        assertThat(run("in place", Operation.Sync, Mode.InPlace)).isInstanceOf(Synced.class);

        assertThat(run("refused", Operation.Rollback, Mode.Auto)).isInstanceOfSatisfying(RolledBack.class, end -> {
            assertThat(end.cause().reason()).isEqualTo(Reason.NothingToRollBack);
            assertThat(end.cause().getMessage()).contains("run in place", "public.t", "kept none");
        });
        assertThat(target.column("select v from t")).containsExactly("second");

        source.execute("update t set v = 'third'");
        run("another swap", Operation.Sync, Mode.Swap);
        assertThat(run("good", Operation.Rollback, Mode.Auto)).isInstanceOf(Restored.class);
        assertThat(target.column("select v from t")).containsExactly("second");
    }

    @Test
    void aRunThatHasCommittedSaysSoAgainWhenItIsAskedAgain() {
        source.execute("create table t (v text)", "insert into t values ('new')");
        target.execute("create table t (v text)");
        run("the same", Operation.Sync, Mode.InPlace);
        source.execute("delete from t");

        assertThat(run("the same", Operation.Sync, Mode.InPlace))
                .isInstanceOfSatisfying(
                        Synced.class, again -> assertThat(again.mode()).isEqualTo(ChosenMode.InPlace));
        assertThat(target.column("select v from t")).containsExactly("new");
    }

    @Test
    void verifyComparesPartitionedTablesByTheirRoots() {
        source.execute(
                "create table m (id int) partition by range (id)",
                "create table m_low partition of m for values from (minvalue) to (100)",
                "create table m_high partition of m for values from (100) to (maxvalue)",
                "insert into m select generate_series(1, 1000)");
        target.execute(
                "create table m (id int) partition by range (id)",
                "create table m_all partition of m default",
                "insert into m select generate_series(1, 1000)");

        assertThat(run("equal", Operation.Verify, Mode.Auto))
                .isInstanceOfSatisfying(
                        Verified.class, equal -> assertThat(equal.rows()).isEqualTo(1000));

        target.execute("update m set id = 0 where id = 7");
        assertThat(run("different", Operation.Verify, Mode.Auto))
                .isInstanceOfSatisfying(
                        RolledBack.class,
                        end -> assertThat(end.cause().getMessage()).contains("public.m has 1,000 rows"));
    }

    private SyncOutcome run(String runId, Operation operation, Mode mode) {
        var request = SyncRequest.of(Direction.RemoteToLocal, source.endpoint(), target.endpoint())
                .runId(runId)
                .operation(operation)
                .mode(mode)
                .requestedBy("a test")
                .build();
        return new SyncEngine().run(request, ProgressSink.NONE, new Cancellation());
    }
}
