package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.testing.engine.KilledSync;
import io.databasesync.testing.engine.SweptProcess;
import io.databasesync.testing.engine.SweptSessions;
import io.databasesync.testing.engine.SweptTables;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Kill anything at any moment: readers of the target do not notice, and the next run cleans up.
class SyncKilledTest {
    // failure 44: a retry empties what is loaded
    @ParameterizedTest
    @EnumSource(names = {"Preparing", "Copying", "Indexing", "Verifying", "Publishing"})
    void leavesTheTargetAsItWasAndTheNextRunTakesOver(Phase last) {
        dieThenSync(last, "the same run");
    }

    @ParameterizedTest
    @EnumSource(names = {"Copying", "Publishing"})
    void leavesNothingBehindForARunOfAnotherName(Phase last) {
        dieThenSync(last, "another run");
    }

    @Test
    void endsWhatADeadProcessOfTheSameRunStillDoesInTheServer() throws SQLException {
        try (TestDatabase source = TestServer.older().createDatabase();
                TestDatabase target = TestServer.newer().createDatabase()) {
            source.execute("create table t (id int)", "insert into t values (1)");
            try (Connection orphan = target.connect();
                    Statement statement = orphan.createStatement()) {
                statement.execute("set application_name = 'databasesync the same run dead'");

                sync("the same run", source, target);

                assertThatThrownBy(() -> statement.execute("select 1")).hasMessageContaining("terminating connection");
            }
        }
    }

    @Test
    void makesAgainWhatADeadProcessHadMadeForMissingTables() {
        try (TestDatabase source = TestServer.older().createDatabase();
                TestDatabase target = TestServer.newer().createDatabase()) {
            source.execute(
                    "create schema s; create type s.mood as enum ('calm', 'wild'); create sequence s.n",
                    "create table s.t (id int default nextval('s.n'), m s.mood); insert into s.t (m) values ('wild')");
            assertThat(KilledSync.run("the same run", uri(source), uri(target), Mode.Auto, Phase.Copying))
                    .isEqualTo(KilledSync.KILLED);

            sync("the same run", source, target);

            assertThat(target.contentHashes(source.tables())).isEqualTo(source.contentHashes(source.tables()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesAnEarlierProcessAtItsWordThatPublishedAsItDied(ChosenMode way) throws SQLException {
        try (SweptTables tables = SweptTables.create(way == ChosenMode.Swap ? Mode.Auto : Mode.InPlace);
                Connection slowDisk = tables.target().connect()) {
            sync("the run before", tables.source(), tables.target());
            tables.change(2);
            commitsSlowly(tables.target(), slowDisk);
            Map<String, String> published;
            try (SweptProcess dying = SweptProcess.start(tables).sync("the-run")) {
                awaitLockOf(tables.target(), "advisory");
                published = SweptTables.content(tables.source());
                tables.change(4);
                dying.strike();
            }
            SweptSessions next = new SweptSessions(tables, "the-run", new Random());
            awaitLockOf(tables.target(), "relation");
            slowDisk.createStatement().execute("select pg_advisory_unlock(1)");

            assertThat(next.outcome())
                    .isInstanceOfSatisfying(
                            Synced.class, synced -> assertThat(synced.mode()).isEqualTo(way));
            assertThat(SweptTables.content(tables.target()))
                    .as("content, not copied again")
                    .isEqualTo(published);
            tables.assertNothingLeft("the-run");
        }
    }

    /// The commit of a run's success waits until `slowDisk` releases its lock. The server does not look for the client
    /// while it waits, so the commit succeeds even if the client is dead.
    private static void commitsSlowly(TestDatabase target, Connection slowDisk) throws SQLException {
        target.execute(
                "create function wait() returns trigger language plpgsql as "
                        + "$$begin perform set_config('client_connection_check_interval', '0', true);"
                        + " perform set_config('lock_timeout', '0', true);"
                        + " perform pg_advisory_xact_lock(1); return null; end$$",
                "create constraint trigger slow_commit after update on databasesync.run"
                        + " deferrable initially deferred for each row when (new.status = 'succeeded')"
                        + " execute function wait()");
        slowDisk.createStatement().execute("select pg_advisory_lock(1)");
    }

    private static void awaitLockOf(TestDatabase target, String type) {
        await().atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .until(() -> !target.column(
                                "select pid from pg_locks where not granted and database = (select oid from pg_database"
                                        + " where datname = current_database()) and locktype = '%s'".formatted(type))
                        .isEmpty());
    }

    private static void dieThenSync(Phase last, String nextSyncId) {
        try (TestDatabase source = TestServer.older().createDatabase();
                TestDatabase target = TestServer.newer().createDatabase()) {
            source.fixture(300, false);
            target.fixture(100, false);
            target.execute("drop table archon_prompts");
            var before = target.contentHashes(target.tables());
            var structure = target.structure(before.keySet());
            var schemas = target.schemas();

            assertThat(KilledSync.run("the same run", uri(source), uri(target), Mode.Auto, last))
                    .isEqualTo(KilledSync.KILLED);

            assertThat(target.contentHashes(before.keySet())).isEqualTo(before);
            assertThat(target.structure(before.keySet())).isEqualTo(structure);

            if (!nextSyncId.equals("the same run")) {
                KilledSync.expireLease(target);
            }
            sync(nextSyncId, source, target);

            assertThat(target.contentHashes(source.tables())).isEqualTo(source.contentHashes(source.tables()));
            assertThat(target.structure(before.keySet()).surroundings())
                    .containsExactlyInAnyOrderElementsOf(structure.surroundings());
            assertThat(target.schemas()).containsAll(schemas).hasSize(schemas.size() + 1 + previousSchemas(target));
            assertThat(target.column("select status from databasesync.run order by started_at"))
                    .last()
                    .isEqualTo("succeeded");
            assertThat(target.column("select status from databasesync.run where status = 'running'"))
                    .isEmpty();
        }
    }

    private static void sync(String runId, TestDatabase source, TestDatabase target) {
        assertThat(new SyncEngine()
                        .run(
                                KilledSync.request(runId, uri(source), uri(target), Mode.Auto),
                                ProgressSink.NONE,
                                new Cancellation()))
                .isInstanceOf(Synced.class);
    }

    private static int previousSchemas(TestDatabase target) {
        return target.column("select previous_schema from databasesync.previous_generation")
                .size();
    }

    private static String uri(TestDatabase database) {
        return "postgresql://postgres:test@localhost:%d/%s?sslmode=disable"
                .formatted(database.server().port(), database.name());
    }
}
