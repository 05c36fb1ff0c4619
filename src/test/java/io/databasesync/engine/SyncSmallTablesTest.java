package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.postgres.Relay;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Small tables are copied together: one message to each server, one transaction.
class SyncSmallTablesTest {
    private static final String[] TABLES = {
        "create table numbers (id serial primary key, n numeric)",
        "create table nothing ()",
        "create table empty (id int)",
        "create table texts (id int primary key, v text, w text generated always as (upper(v)) stored)",
        "create table kinds (id int primary key, kind mood, at timestamptz unique)",
        "create table days (day date, n int) partition by range (day)",
        "create table days_1 partition of days for values from ('2026-01-01') to ('2027-01-01')",
        "create table base (id int)",
        "create table child (v text) inherits (base)",
    };
    private static final String[] ROWS = {
        "insert into numbers (n) values (1.5), (null), ('NaN')",
        "insert into nothing select from generate_series(1, 7)",
        "insert into texts values (1, E'tab\\tnewline\\n'), (2, ''), (3, null), (4, '\\.')",
        "insert into kinds values (1, 'calm', now()), (2, null, 'infinity')",
        "insert into days values ('2026-05-05', 1)",
        "insert into base values (1)",
        "insert into child values (2, 'two')",
    };

    @ParameterizedTest
    @EnumSource
    void ofAllKindsAreCopied(Pair pair) {
        pair.scenario()
                .source("create type mood as enum ('calm', 'wild')")
                .source(TABLES)
                .source(ROWS)
                .play();
    }

    @ParameterizedTest
    @EnumSource
    void areComparedByContentToo(Comparison comparison) {
        Pair.WITHIN_ONE
                .scenario()
                .verification(comparison)
                .both("create table a (id int primary key)", "create table b (id int primary key, v text)")
                .source("insert into a values (1)", "insert into b values (1, 'one')")
                .play();
    }

    @Test
    void oneOfThemAsTextDoesNotStopTheOthers() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .both("create type mood as enum ('calm', 'wild')")
                .both("create table a (id int)", "create table b (m mood)", "create table c (id int)")
                .source("insert into a values (1)", "insert into b values ('calm')", "insert into c values (1)")
                .during(Phase.Preparing, (databases, _) -> moodIsReceivedBy(databases.target(), "0"))
                .during(Phase.Indexing, (databases, _) -> moodIsReceivedBy(databases.target(), "'enum_recv'::regproc"))
                .play();
    }

    private static void moodIsReceivedBy(TestDatabase target, String function) {
        target.execute("update pg_type set typreceive = " + function + " where typname = 'mood'");
    }

    // failure 43: a commit whose answer was lost
    @Test
    void areCopiedAgainAfterALostConnection() {
        AtomicInteger ended = new AtomicInteger();
        Pair.NEWER_TO_OLDER
                .scenario()
                .source("create table t (id int primary key)", "insert into t select generate_series(1, 100)")
                .source("create table u (id int primary key)", "insert into u values (1)")
                .target(
                        "create function held(int) returns boolean language plpgsql as"
                                + " $$begin perform pg_advisory_xact_lock_shared(7); return true; end$$",
                        "create table t (id int primary key, check (held(id)))",
                        "create table u (id int primary key)")
                .during(Phase.Preparing, (databases, _) -> databases.target().execute("select pg_advisory_lock(7)"))
                .whileCopying((databases, _) -> {
                    await().until(() -> ended.addAndGet(
                                    databases.target().column(END_WAITING).size())
                            > 0);
                    databases.target().execute("select pg_advisory_unlock(7)");
                })
                .play();
        assertThat(ended.get()).as("copies that were ended").isPositive();
    }

    private static final String END_WAITING =
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                    + " and wait_event_type = 'Lock' and application_name like 'databasesync %'";

    @Test
    void theMessageNamesTheOneThatFails() {
        SyncException failure = Pair.NEWER_TO_OLDER
                .scenario()
                .both("create table a (id int)", "create table c (id int)")
                .source("create table b (id int)", "insert into b values (-1)")
                .target("create table b (id int, constraint positive check (id > 0))")
                .failsIn(Phase.Copying, Reason.CopyFailed);
        assertThat(failure).hasMessageContaining("public.b").hasMessageContaining("positive");
    }

    @Test
    void copyingAndIndexingManyTakeAsManyTripsAsAFew() {
        Trips few = trips(3);
        Trips many = trips(30);
        // once a second, another thread looks how far the work is
        assertThat(many.source()).isBetween(few.source() - 5, few.source() + 5);
        assertThat(many.target())
                .isBetween(few.target() - 10, few.target() + 10)
                .isLessThan(60);
    }

    /// The flights to both servers while rows are copied and indexes are built.
    private record Trips(int source, int target) {}

    private static Trips trips(int tables) {
        try (TestDatabase source = TestServer.newer().createDatabase();
                TestDatabase target = TestServer.older().createDatabase();
                Relay toSource = new Relay(source.server());
                Relay toTarget = new Relay(target.server())) {
            for (int i = 0; i < tables; i++) {
                source.execute(
                        "create table t%1$d (id int primary key, v text unique)".formatted(i),
                        "insert into t%1$d values (1, 'one')".formatted(i));
            }
            Trips[] trips = new Trips[1];
            ProgressSink sink = new ProgressSink() {
                private Phase phase = Phase.Pending;

                @Override
                public void report(Progress progress) {
                    if (progress.phase() == phase) {
                        return;
                    }
                    phase = progress.phase();
                    if (phase == Phase.Copying) {
                        toSource.mark();
                        toTarget.mark();
                    } else if (phase == Phase.Verifying) {
                        trips[0] = new Trips(toSource.flights(), toTarget.flights());
                    }
                }
            };
            assertThat(new SyncEngine()
                            .run(
                                    SyncRequest.of(
                                                    Direction.RemoteToLocal,
                                                    toSource.to(source.endpoint()),
                                                    toTarget.to(target.endpoint()))
                                            .runId("trips")
                                            .operation(Operation.Sync)
                                            .safety(new Safety(1, Duration.ofSeconds(5), 100))
                                            .requestedBy("a test")
                                            .build(),
                                    sink,
                                    new Cancellation()))
                    .isInstanceOf(Synced.class);
            return trips[0];
        }
    }
}
