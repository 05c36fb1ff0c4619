package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Interrupted;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.testing.engine.ResumedRun;
import io.databasesync.testing.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of the stage when a process ends before its run does: it is left to the next process of the run if
/// there may be one, and goes otherwise.
class SyncDrainTest {
    private final ResumedRun run = new ResumedRun();

    @BeforeEach
    void fill() {
        run.both("create table a (id int primary key, v text)")
                .source("insert into a select i, 'new' from generate_series(1, 100) i")
                .target("insert into a values (0, 'old')");
    }

    @AfterEach
    void close() {
        run.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"Preparing", "Copying", "Indexing", "Verifying", "Publishing"})
    void leavesTheTargetAsItWasAndTheRunToTheNextProcess(Phase phase) {
        Interrupted end = run.drainedIn(phase);

        assertThat(end.stoppedIn()).isEqualTo(phase);
        assertThat(end.cause().reason()).isEqualTo(Reason.Cancelled);
        assertThat(run.target.rows("select * from a")).containsExactly(TestDatabase.row(0, "old"));
        run.resumed();
    }

    @Test
    void leavesTheStageTheLeaseAndAWordInTheHistory() {
        run.drainedIn(Phase.Verifying);

        assertThat(run.stages()).hasSize(1);
        assertThat(run.target.column("select run_id from databasesync.lease")).containsExactly(ResumedRun.RUN_ID);
        assertThat(run.target.rows("select status, phase, finished_at is null, error from databasesync.run"))
                .containsExactly(TestDatabase.row(
                        "failed",
                        "Verifying",
                        false,
                        "Drained: this process was told to stop, but nobody cancelled the run; what is copied is left to the"
                                + " next attempt"));
    }

    @Test
    void goesWithTheNextRunOfAnotherName() {
        run.drainedIn(Phase.Verifying);
        run.target("update databasesync.lease set heartbeat_at = now() - interval '31 seconds'");

        assertThat(run.tryAnotherRun())
                .isInstanceOfSatisfying(
                        Synced.class, synced -> assertThat(synced.kept()).isEmpty());
        assertThat(run.stages()).isEmpty();
        assertThat(run.target.column(
                        "select 1 from databasesync.staged_step union all select 1 from databasesync.loaded_part"))
                .isEmpty();
    }

    @Test
    void leavesNothingInTheWayOfARunThatNeedsTheSameObjects() {
        run.source("create schema extra", "create type extra.mood as enum ('calm')")
                .source(
                        "create sequence extra.s",
                        "create table extra.m (m extra.mood, n int default nextval('extra.s'))");
        run.drainedIn(Phase.Verifying);
        run.target("update databasesync.lease set heartbeat_at = now() - interval '31 seconds'");

        assertThat(run.tryAnotherRun()).isInstanceOf(Synced.class);
    }

    @Test
    void dropsTheStageOfARunThatIsCancelled() {
        assertCleanedUp(run.during(Phase.Indexing, Cancellation::request), Reason.Cancelled);
    }

    @Test
    void decidesWhenItIsKnownWhetherTheRunIsCancelled() {
        assertCleanedUp(
                run.during(Phase.Indexing, cancellation -> cancellation.request(new KnownWhenAsked())),
                Reason.Cancelled);
    }

    /// An answer that comes while somebody waits for it.
    private static final class KnownWhenAsked extends CompletableFuture<Boolean> {
        @Override
        public Boolean get(long timeout, TimeUnit unit) {
            complete(true);
            return join();
        }
    }

    @ParameterizedTest
    @CsvSource({"57P01, ConnectionLost", "55P03, TargetLocked"})
    void leavesTheStageToTheNextAttemptIfThatMayFareBetter(String sqlState, Reason reason) {
        failWhileIndexing(sqlState);

        Interrupted end = ResumedRun.interrupted(run.during(Phase.Indexing, _ -> {}));

        assertThat(end.cause().reason()).isEqualTo(reason);
        assertThat(run.target.value("select error from databasesync.run"))
                .startsWith(reason + ": ")
                .endsWith("; what is copied is left to the next attempt");
        run.target("drop index fails");
        assertThat(run.resumed().kept()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"53100, InsufficientResources", "23505, IndexFailed"})
    void dropsTheStageIfItIsInTheWayOrUseless(String sqlState, Reason reason) {
        failWhileIndexing(sqlState);

        assertCleanedUp(run.during(Phase.Indexing, _ -> {}), reason);
    }

    @Test
    void dropsTheStageOfARunThatNobodyGoesOnWith() {
        failWhileIndexing("57P01");

        assertCleanedUp(run.ofOneProcess().during(Phase.Indexing, _ -> {}), Reason.ConnectionLost);
    }

    @Test
    void doesNotTouchTheStageOnceAnotherProcessHasTheLease() throws SQLException {
        Connection gate = run.gate();
        run.target("delete from a").target("create index slow on a (gate(id))");
        SyncOutcome outcome = run.during(Phase.Indexing, _ -> {
            run.target("update databasesync.lease set token = nextval('databasesync.fencing_token')");
            closed(gate);
        });

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RolledBack.class,
                        end -> assertThat(end.cause().reason()).isEqualTo(Reason.TargetBusy));
        assertThat(run.oids(run.stage())).containsOnlyKeys("a");
        assertThat(run.target.column("select status from databasesync.run"))
                .as("the other process's row")
                .containsExactly("running");
    }

    private static void closed(Connection gate) {
        try {
            gate.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void failWhileIndexing(String sqlState) {
        run.target("create function fail(int) returns int immutable language plpgsql as "
                        + "'begin if $1 > 0 then raise sqlstate ''%s''; end if; return 0; end'".formatted(sqlState))
                .target("create index fails on a (fail(id))");
    }

    private void assertCleanedUp(SyncOutcome outcome, Reason reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RolledBack.class,
                        end -> assertThat(end.cause().reason()).isEqualTo(reason));
        assertThat(run.stages()).isEmpty();
        assertThat(run.target.column("select run_id from databasesync.lease")).isEmpty();
        assertThat(run.target.column(
                        "select 1 from databasesync.staged_step union all select 1 from databasesync.loaded_part"))
                .isEmpty();
        assertThat(run.target.rows("select * from a")).containsExactly(TestDatabase.row(0, "old"));
    }
}
