package io.databasesync.engine;

import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableSelection;
import io.databasesync.sync.TargetWrites;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import io.databasesync.testing.postgres.TestSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Table `t` with a new row in the source and an old one in the target.
final class WrittenTables implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestDatabase source = TestServer.newer().createDatabase();
    private final TestDatabase target;
    static final String SLOW = "create function slow(v text) returns text language plpgsql immutable as $$ begin"
            + " perform pg_advisory_xact_lock_shared(7); return v; end $$";
    /// For an event trigger: waits when the run makes its stage.
    static final String SLOW_STAGE = "create function slow_stage() returns event_trigger language plpgsql as $$ begin"
            + " if exists (select from pg_event_trigger_ddl_commands() where schema_name like 'dbsync\\_stage%') then"
            + " perform pg_advisory_xact_lock_shared(7); end if; end $$";
    static final String SLOW_PREPARING =
            "create event trigger slow on ddl_command_end when tag in ('CREATE TABLE') execute function slow_stage()";

    private int runs;

    WrittenTables(TestServer server, String... create) {
        target = server.createDatabase();
        source.execute(create);
        target.execute(create);
        source.execute("insert into t values (1, 'new')");
        target.execute("insert into t values (1, 'old')");
        flushed("inserted", 1);
    }

    /// Writes while the run waits for its locks behind a reader.
    SyncOutcome whileLocking(Mode mode, TargetWrites choice, String write) {
        TestSession reader = target.session("reader");
        reader.execute("begin", "select * from t");
        CompletableFuture<SyncOutcome> run = start(mode, choice);
        awaitWaiting("relation");
        target.execute(write);
        flushed("inserted", 4);
        reader.execute("commit");
        return run.join();
    }

    void writeDeleting() {
        target.execute("delete from t");
        flushed("deleted", 1);
    }

    /// Makes `slow` wait wherever the run calls it.
    TestSession stopSlow() {
        TestSession holder = target.session("holder");
        holder.execute("begin", "select pg_advisory_xact_lock(7)");
        return holder;
    }

    void awaitWaiting(String kind) {
        await().atMost(PATIENCE)
                .until(() -> !target.session("looking")
                        .column("select 1 from pg_locks where not granted and locktype = '" + kind
                                + "' and database = (select oid from pg_database where datname = current_database())")
                        .isEmpty());
    }

    /// Starts to execute statements in a session, and waits until they wait for a lock.
    CompletableFuture<Void> startWaiting(TestSession session, String... statements) {
        String pid = session.value("select pg_backend_pid()");
        CompletableFuture<Void> executed =
                CompletableFuture.runAsync(() -> session.execute(statements), Thread::startVirtualThread);
        await().atMost(PATIENCE)
                .until(() -> !target.session("looking")
                        .column("select 1 from pg_locks where not granted and pid = " + pid)
                        .isEmpty());
        return executed;
    }

    private void flushed(String kind, int rows) {
        await().atMost(PATIENCE).until(() -> {
            target.execute("select pg_stat_force_next_flush()");
            return target.value("select sum(pg_stat_get_tuples_" + kind + "(oid)) from pg_class"
                            + " where relkind = 'r' and relnamespace = 'public'::regnamespace")
                    .equals("" + rows);
        });
    }

    TestDatabase target() {
        return target;
    }

    CompletableFuture<SyncOutcome> start(Mode mode, TargetWrites choice) {
        return start(request(mode, choice), ProgressSink.NONE);
    }

    CompletableFuture<SyncOutcome> start(SyncRequest request, ProgressSink progress) {
        return CompletableFuture.supplyAsync(
                () -> new SyncEngine().run(request, progress, new Cancellation()), Thread::startVirtualThread);
    }

    SyncRequest request(Mode mode, TargetWrites choice) {
        return SyncRequest.of(Direction.RemoteToLocal, source.endpoint(), target.endpoint())
                .runId("run" + ++runs)
                .operation(Operation.Sync)
                .tables(TableSelection.ALL.withInclude(List.of("public.t")))
                .mode(mode)
                .safety(new Safety(1, Duration.ofMillis(500), 100).withTargetWrites(choice))
                .requestedBy("a test")
                .build();
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
