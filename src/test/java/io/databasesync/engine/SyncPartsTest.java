package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Phase;
import io.databasesync.testing.engine.OldReader;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Readers;
import io.databasesync.testing.postgres.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Large tables are copied in parts over several connections: each row once, whatever happens on the way.
class SyncPartsTest {
    private static final String TABLE = "create table t (id int primary key, v text)";
    private static final String ROWS =
            "insert into t select i, repeat(md5(i::text), 10) from generate_series(1, 20000) i";
    private static final String END_COPIES =
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'copy %'";

    @ParameterizedTest
    @EnumSource
    void copyEachRowOnce(Pair pair) {
        AtomicInteger most = new AtomicInteger();
        pair.scenario()
                .inParts()
                .source(TABLE, ROWS)
                .source("create table tiny (id int)", "insert into tiny values (1)")
                .source("create table gaps (id int)", "insert into gaps select generate_series(1, 50000)")
                .source("delete from gaps where id between 10000 and 49000")
                .during(Phase.Indexing, (databases, _) -> most.set(parts(databases.target(), "t")))
                .afterSync(target -> assertThat(target.column("select 1 from databasesync.loaded_part"))
                        .isEmpty())
                .play();
        assertThat(most.get()).isGreaterThan(10);
    }

    // failure 25: one cut loses a large copy
    // failure 30: the network drops in the middle of COPY
    // failure 43: a commit whose answer was lost
    @Test
    void tryAPartAgainWhoseConnectionIsLost() throws SQLException {
        AtomicInteger ended = new AtomicInteger();
        Pair.NEWER_TO_OLDER
                .scenario()
                .inParts()
                .source(TABLE, ROWS)
                .target(
                        "create function held(int) returns boolean language plpgsql as"
                                + " $$begin perform pg_advisory_xact_lock_shared(7); return true; end$$",
                        "create table t (id int primary key, v text, check (held(id)))")
                .during(Phase.Preparing, (databases, _) -> databases.target().execute("select pg_advisory_lock(7)"))
                .whileCopying((databases, _) -> {
                    await().until(() -> ended.addAndGet(
                                    databases.target().column(END_COPIES).size())
                            > 0);
                    databases.target().execute("select pg_advisory_unlock(7)");
                })
                .play();
        assertThat(ended.get()).as("copies that were ended").isPositive();
    }

    /// A type without a binary form, and one that expects more bytes.
    @ParameterizedTest
    @ValueSource(strings = {"0", "'int8recv'::regproc"})
    void goOnAsTextWhenAServerRefusesTheBinaryFormat(String function) {
        Pair.NEWER_TO_OLDER
                .scenario()
                .source("create type mood as enum ('calm', 'wild')", "create table t (id int, m mood)")
                .source("insert into t values (1, 'calm'), (2, null), (3, 'wild')")
                .target("create type mood as enum ('calm', 'wild')", "create table t (id int, m mood)")
                .during(Phase.Preparing, (databases, _) -> moodIsReceivedBy(databases.target(), function))
                .during(Phase.Indexing, (databases, _) -> moodIsReceivedBy(databases.target(), "'enum_recv'::regproc"))
                .play();
    }

    private static void moodIsReceivedBy(TestDatabase target, String function) {
        target.execute("update pg_type set typreceive = " + function + " where typname = 'mood'");
    }

    @Test
    void areNotPublishedWhileSomebodyWouldFindTheTablesEmpty() {
        Readers readers = Readers.three("select count(*) from t", "select count(*) from small");
        Pair.OLDER_TO_NEWER
                .scenario()
                .inParts()
                .both(TABLE, "create table small (id int)")
                .source(ROWS, "insert into small values (1)")
                .target("insert into t values (0, 'old')", "insert into small values (0), (0)")
                .during(Phase.Validating, (databases, _) -> readers.start(databases.target()))
                .afterSync(_ -> readers.sawInOrder("1 2", "20000 1"))
                .play();
    }

    @Test
    void areNotPublishedWhileAnOlderSnapshotLives() {
        AtomicReference<@Nullable OldReader> reader = new AtomicReference<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        Pair.OLDER_TO_NEWER
                .scenario()
                .inParts()
                .both(TABLE)
                .source(ROWS)
                .target("insert into t values (0, 'old')")
                .during(Phase.Copying, (databases, _) -> reader.set(OldReader.of(databases.target())))
                .during(Phase.Publishing, (databases, _) -> {
                    OldReader old = reader.getAndSet(null);
                    if (old != null) {
                        Thread.ofVirtual().start(() -> seen.add(old.readLate(databases.target())));
                    }
                })
                .play();
        assertThat(seen).as("what the old snapshots showed").containsExactly("1");
    }

    private static int parts(TestDatabase target, String table) {
        List<String> parts =
                target.column("select part from databasesync.loaded_part where table_name = '%s'".formatted(table));
        return parts.size();
    }
}
