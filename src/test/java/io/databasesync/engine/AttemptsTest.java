package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Interrupted;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import io.databasesync.testing.Failures;
import io.databasesync.testing.engine.ResumedRun;
import io.databasesync.testing.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A run that loses a database is tried again in the same process.
class AttemptsTest {
    private final SyncException lost = Failures.failure(Reason.ConnectionLost, "the source went away");
    private final SyncException refused = Failures.failure(Reason.ConnectionRefused, "no server listens");

    private final ResumedRun run = new ResumedRun();
    private final List<Boolean> resumable = new ArrayList<>();
    private final Cancellation cancellation = new Cancellation();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void onlyTheLastAttemptUndoesTheRun() {
        RolledBack end = new RolledBack(Phase.Copying, lost);

        assertThat(ended(new Interrupted(Phase.Copying, lost), new Interrupted(Phase.Copying, lost), end))
                .isSameAs(end);
        assertThat(resumable).containsExactly(true, true, false);
    }

    @Test
    void aDatabaseThatIsAwayForAnotherAttemptIsTriedAgain() {
        RolledBack end = new RolledBack(Phase.Copying, lost);

        assertThat(ended(new Interrupted(Phase.Copying, lost), new RolledBack(Phase.Validating, refused), end))
                .isSameAs(end);
    }

    @Test
    void aDatabaseThatWasNeverThereIsNot() {
        RolledBack end = new RolledBack(Phase.Validating, refused);

        assertThat(ended(end)).isSameAs(end);
    }

    @Test
    void anotherFailureIsNotTriedAgain() {
        RolledBack end = new RolledBack(Phase.Copying, Failures.failure(Reason.CopyFailed, "a row"));

        assertThat(ended(end)).isSameAs(end);
    }

    @Test
    void aCancelledRunIsNotTriedAgain() {
        cancellation.request();
        Interrupted end = new Interrupted(Phase.Copying, lost);

        assertThat(ended(end)).isSameAs(end);
    }

    /// The second attempt reads another snapshot, and keeps the table that still equals the source.
    @Test
    void aSourceThatEndsItsSessionsCostsOnlyTheTablesThatDiffer() {
        Connection gate = run.gate();
        run.both("create table kept (id int primary key, v text)", "alter table kept alter v set storage external")
                .source(
                        "create table late (id int primary key, v text)",
                        "insert into kept select i, repeat(md5(i::text), 50) from generate_series(1, 5000) i",
                        // more than what is on its way: the source is needed until the gate opens
                        "insert into late select i, repeat(md5(i::text), 500) from generate_series(1, 2000) i",
                        "analyze")
                .target("create table late (id int primary key check (gate(id)), v text)");
        CompletableFuture<Void> strike = CompletableFuture.runAsync(() -> strikeOnceOneTableIsThere(gate));

        SyncOutcome outcome = new Attempts(new SyncEngine()::run, Duration.ofMillis(10))
                .run(run.request(ResumedRun.RUN_ID), ProgressSink.NONE, cancellation);

        strike.join();
        assertThat(outcome).isInstanceOf(Synced.class);
        assertThat(((Synced) outcome).kept()).containsExactly(new TableName("public", "kept"));
        assertThat(run.target.contentHashes(run.source.tables()))
                .isEqualTo(run.source.contentHashes(run.source.tables()));
        assertThat(run.stages()).isEmpty();
    }

    private void strikeOnceOneTableIsThere(Connection gate) {
        try (gate) {
            strikeOnceOneTableIsThere();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void strikeOnceOneTableIsThere() {
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions() // the table is made after its schema
                .until(() -> !run.target
                        .column("select 1 from databasesync.loaded_part where table_name = 'kept' group by parts"
                                + " having count(*) = parts")
                        .isEmpty());
        endSessions(run.source);
        run.source("update late set v = 'changed'");
    }

    private static void endSessions(TestDatabase database) {
        database.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and application_name like 'databasesync%'");
    }

    private SyncOutcome ended(SyncOutcome... outcomes) {
        List<SyncOutcome> left = new ArrayList<>(List.of(outcomes));
        SyncRunner engine = (request, _, _) -> {
            resumable.add(request.resumable());
            return left.removeFirst();
        };
        SyncRequest request = run.request("a run");
        SyncOutcome outcome = new Attempts(engine, Duration.ofMillis(1)).run(request, ProgressSink.NONE, cancellation);
        assertThat(left).isEmpty();
        return outcome;
    }
}
