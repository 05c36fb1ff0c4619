package io.databasesync.engine.swap;

import io.databasesync.engine.progress.ProgressTracker;
import io.databasesync.engine.run.LeasedRun;
import io.databasesync.engine.run.TargetLink;
import io.databasesync.engine.swap.IndexQueue.Step;
import io.databasesync.engine.work.FirstFailure;
import io.databasesync.engine.work.IndexBuild;
import io.databasesync.engine.work.ParallelWork;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.stage.StageConnection;
import io.databasesync.postgres.stage.TableBuild;
import io.databasesync.postgres.target.IndexProgress;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds the indexes of a table as soon as it is loaded, then its constraints. Several builds run at once, while
/// other tables are still loading.
public final class Indexing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Indexing.class);

    private final Stage stage;
    private final TargetLink link;
    private final SourceStatistics statistics;
    private final ProgressTracker progress;
    private final FirstFailure failure;
    private final IndexQueue queue;
    private final List<Thread> threads;
    private final Map<Integer, IndexBuild> building = new ConcurrentHashMap<>();

    /// Starts to wait for tables.
    ///
    /// @param statistics shared with the threads that load the tables, as the failure is
    Indexing(LeasedRun leased, Stage stage, SourceStatistics statistics, FirstFailure failure) {
        int indexesAtOnce = leased.run().request().parallelism().indexes();
        this.stage = stage;
        this.link = leased.link();
        this.statistics = statistics;
        this.progress = leased.run().progress();
        this.failure = failure;
        this.queue = new IndexQueue(IndexBuild.memoryOf(indexesAtOnce), failure);
        this.threads = new ParallelWork("index", indexesAtOnce, failure)
                .start(queue::take, () -> new StageWriter(stage), this::build);
    }

    /// Takes tables that have all of their rows. Partitions that got their rows with them come, too.
    void loaded(List<RunTable> tables) {
        Map<RunTable, List<IndexBuild>> lacking = new LinkedHashMap<>();
        tables.stream()
                .flatMap(t -> Stream.concat(Stream.of(t), stage.filledWith(t).stream()))
                .filter(t -> !stage.before().finished(t))
                .forEach(t -> lacking.put(
                        t,
                        IndexBuild.of(List.of(t)).stream()
                                .filter(b -> b.separate() && !isThere(b))
                                .toList()));
        queue.add(lacking);
    }

    /// Takes a table that has all of its rows, and maybe indexes, from an earlier process of the run.
    void kept(RunTable table) {
        IndexBuild.of(List.of(table)).stream().filter(this::isThere).forEach(progress::kept);
        loaded(List.of(table));
    }

    private boolean isThere(IndexBuild build) {
        return stage.before().has(build.table(), build.index());
    }

    /// Waits until every loaded table has all of its indexes and constraints.
    ///
    /// @throws SyncException `IndexFailed`
    void finish() {
        queue.end();
        failure.join(threads);
        failure.rethrow();
        queue.checkDone();
        stage.joinTrees();
    }

    /// Asks the server how far the builds are; call it about every second.
    void observe(TargetDatabase target) {
        if (building.isEmpty()) {
            return;
        }
        for (IndexProgress seen : target.indexBuilds()) {
            IndexBuild build = building.get(seen.backendPid());
            if (build != null) {
                progress.building(build, seen.share(), seen.step());
            }
        }
    }

    private void build(StageWriter writer, Step step) {
        Instant started = Instant.now();
        step.indexes().forEach(progress::building);
        List<TableBuild> builds = step.builds().stream().map(statistics::with).toList();
        link.retrying(tries -> build(writer.connection(), step, builds, tries > 1));
        queue.done(step);
        step.indexes().forEach(progress::indexDone);
        if (step.last()) {
            IndexBuild.of(step.tables()).stream().filter(b -> !b.separate()).forEach(progress::indexDone);
        }
        LOG.info(
                "phase=Indexing table={} tables={} indexes={} last={} took={}",
                step.tables().getFirst().name(),
                step.tables().size(),
                step.indexes().stream().map(b -> b.index().name()).toList(),
                step.last(),
                Duration.between(started, Instant.now()));
    }

    // A lost connection may have committed.
    private int build(StageConnection writer, Step step, List<TableBuild> builds, boolean again) {
        int pid = writer.backendPid();
        step.indexes().stream().findFirst().ifPresent(b -> building.put(pid, b));
        try {
            if (again) {
                writer.buildAgain(builds);
            } else {
                writer.build(builds);
            }
            return pid;
        } finally {
            building.remove(pid);
        }
    }

    /// Stops the builds that are still running.
    @Override
    public void close() {
        if (threads.stream().anyMatch(Thread::isAlive)) {
            failure.set(SyncException.of(
                    Reason.IndexFailed, "the indexes", "the indexes are not needed any more", Fix.NONE));
            queue.end();
            failure.join(threads);
        }
    }
}
