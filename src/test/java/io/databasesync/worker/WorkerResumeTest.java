package io.databasesync.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.engine.SyncEngine;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pod is told to stop while its engine works: what it leaves depends on whether the run goes on.
class WorkerResumeTest {
    private static final String STAGES = "select nspname from pg_namespace where starts_with(nspname, 'dbsync_stage_')";

    private final TestDatabase source = TestServer.older().createDatabase();
    private final TestDatabase target = TestServer.newer().createDatabase();
    private final WorkerPod pod;

    WorkerResumeTest(@TempDir Path root) {
        pod = new WorkerPod(root);
    }

    @BeforeEach
    void prepare() {
        pod.mount("remote", source.uri());
        pod.mount("local", target.uri());
        source.execute("create table a (id int primary key)", "create table b (id int primary key)");
        source.execute("insert into a values (1)", "insert into b values (1)");
        target.execute("create function gate(int) returns boolean immutable language plpgsql as "
                + "'begin perform pg_catalog.pg_advisory_xact_lock_shared(42); return true; end'");
        target.execute("create table a (id int primary key)", "create table b (id int primary key)");
        target.execute("create index gated on b (gate(id))");
    }

    @AfterEach
    void close() {
        pod.close();
        source.close();
        target.close();
    }

    @Test
    void theNextPodGoesOnWithWhatADrainedOneLeft() throws SQLException {
        assertThat(stoppedWhileIndexing(() -> {})).isEqualTo(75);
        assertThat(target.column(STAGES)).hasSize(1);

        assertThat(worker().run(WorkerPod.NAMESPACE, WorkerPod.RUN)).isZero();

        assertThat(pod.lastWords().message())
                .contains("2 tables with 2 rows", "2 of them kept from an earlier attempt, 0 copied");
        assertThat(target.column(STAGES)).isEmpty();
        assertThat(target.contentHashes(source.tables())).isEqualTo(source.contentHashes(source.tables()));
    }

    @Test
    void nothingIsLeftOfARunThatIsDeleted() throws SQLException {
        assertThat(stoppedWhileIndexing(() -> pod.resource().delete())).isEqualTo(5);

        assertThat(target.column(STAGES)).isEmpty();
        assertThat(target.column("select run_id from databasesync.lease")).isEmpty();
    }

    private int stoppedWhileIndexing(Runnable before) throws SQLException {
        try (Connection gate = target.connect()) {
            gate.createStatement().execute("select pg_advisory_lock(42)");
            Worker worker = worker();
            CompletableFuture<Integer> exit = WorkerPod.start(worker);
            await().until(this::waitingAtTheGate);
            before.run();
            worker.stop();
            return exit.join();
        }
    }

    /// With both tables copied: an index is begun while others still are.
    private boolean waitingAtTheGate() {
        if (!target.value("select coalesce(to_regclass('databasesync.loaded_part')::text, '')")
                        .equals("databasesync.loaded_part")
                || target.column("select part from databasesync.loaded_part").size() < 2) {
            return false;
        }
        List<String> waiting = target.column("select pid from pg_stat_activity"
                + " where datname = current_database() and wait_event = 'advisory' and query like '%create index%'");
        return !waiting.isEmpty();
    }

    private Worker worker() {
        return pod.worker(new SyncEngine()::run);
    }
}
