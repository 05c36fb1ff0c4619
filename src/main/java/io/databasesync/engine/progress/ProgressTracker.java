package io.databasesync.engine.progress;

import io.databasesync.engine.progress.ProgressSentence.Kind;
import io.databasesync.engine.work.IndexBuild;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.ReachedDatabases;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Adds up the work of a run's threads and reports it to the sink. Percent is the share of copied bytes and built
/// indexes in their planned cost; it never decreases.
public final class ProgressTracker {
    private static final long REPORT_EVERY_NANOS = Duration.ofMillis(250).toNanos();

    private final ProgressSink sink;
    private final ProgressReporter reporter;
    private final Workload work = new Workload();
    private final CopyPace pace = new CopyPace(InstantSource.system());
    private final TableCounts tables = new TableCounts(work, pace);
    private final CurrentWork current = new CurrentWork();
    private final IndexCounts indexes = new IndexCounts(work, current);
    private final Percent percent = new Percent();
    private Phase phase = Phase.Pending;
    private long reportedAt;
    private Kind kind = Kind.Swap;
    private String waitingFor = "";
    private boolean reconnecting;

    public ProgressTracker(ProgressSink sink) {
        this.sink = sink;
        this.reporter = new ProgressReporter(sink, Duration.ofSeconds(10));
    }

    /// Reports at once, on the caller's thread: an exception of the sink refuses the run.
    public void reached(ReachedDatabases databases) {
        sink.reached(databases);
    }

    /// Reports at once, too, without the lock.
    public void planned(Plan plan) {
        sink.planned(plan);
    }

    public synchronized void plan(Plan plan) {
        kind = Kind.of(plan.mode());
        indexes.plan(plan.totalIndexes());
        tables.plan(plan.tables().stream().map(TableCounts.Planned::of).toList());
    }

    public synchronized void plan(List<IndexBuild> builds) {
        indexes.plan(builds);
    }

    /// Plans a run that only compares tables.
    public synchronized void compare(List<TablePair> compared) {
        kind = Kind.Comparison;
        tables.plan(compared.stream().map(TableCounts.Planned::of).toList());
    }

    /// Plans a run that puts kept tables back.
    public synchronized void rollBack(int restored) {
        kind = Kind.Rollback;
        tables.plan(restored);
    }

    /// Begins a phase, and waits until the sink has its report.
    public void enter(Phase next) {
        boolean undoing = next == Phase.RollingBack || next.terminal();
        if (!undoing) {
            reporter.check();
        }
        begin(next);
        reporter.await(next);
        if (!undoing) {
            reporter.check();
        }
    }

    private synchronized void begin(Phase next) {
        phase = next;
        waitingFor = "";
        reconnecting = false;
        if (next == Phase.Indexing) { // some builds began during the copy
            current.endAllBut(work::isBuilding);
        } else {
            current.endAll();
        }
        pace.enter(next);
        report();
    }

    /// Reports that the run has to wait.
    ///
    /// @param why a sentence, shown until the next phase begins
    public synchronized void waiting(String why) {
        waitingFor = why;
        report();
    }

    /// Reports that the run waits for a target whose connections are lost.
    public synchronized void reconnecting(String why) {
        reconnecting = true;
        waiting(why);
    }

    /// Reports that the target is there again.
    public synchronized void reconnected() {
        reconnecting = false;
        waiting("");
    }

    public synchronized void copying(TableName table) {
        tables.begin(table);
        current.begin(table);
        reportSometimes();
    }

    synchronized void copied(TableName table, long bytes, long more) {
        current.note(table, " %d %%".formatted(tables.copied(table, bytes, more)));
        reportSometimes();
    }

    public synchronized void tableDone(TableName table, long count) {
        tables.done(table, count);
        current.end(table);
        reportSometimes();
    }

    /// Starts the copy of all tables again. Percent does not change until the copy has caught up.
    public synchronized void copyAnew() {
        tables.copyAnew();
        current.endAll();
    }

    /// Reports that the run compares a loaded table with the source.
    public synchronized void comparing(TableName table) {
        current.begin(table, " (there already, comparing)");
        reportSometimes();
    }

    /// Counts a loaded table as copied.
    public synchronized void kept(TableName table, long count) {
        tableDone(table, count);
        work.kept(table);
        pace.startNow(); // the rate counts only later work
    }

    /// Reports that the run will copy the table again.
    public synchronized void notKept(TableName table) {
        current.end(table);
    }

    /// Counts an index that exists already.
    public synchronized void kept(IndexBuild build) {
        indexes.kept(build);
        reportSometimes();
    }

    public synchronized void building(IndexBuild build) {
        indexes.begin(build);
        reportSometimes();
    }

    /// Takes the server's report about a build.
    ///
    /// @param share 0 to 1
    /// @param step what the server does, for people; may be empty
    public synchronized void building(IndexBuild build, double share, String step) {
        if (indexes.building(build, share, step)) {
            reportSometimes();
        }
    }

    public synchronized void indexDone(IndexBuild build) {
        indexes.done(build);
        reportSometimes();
    }

    /// Reports that the run makes a view again over the new tables.
    public synchronized void makingView(TableName view) {
        waiting("Making view %s again over the new tables".formatted(view));
    }

    public synchronized long wireBytes() {
        return pace.wireBytes();
    }

    public synchronized Phase phase() {
        return phase;
    }

    /// Reports to the sink without new work, so that time and rate stay current.
    public synchronized void tick() {
        if (!phase.terminal()) {
            reporter.check();
            report();
        }
    }

    public synchronized Progress snapshot() {
        return new Progress(
                phase,
                percent.of(phase, kind, work.share()),
                tables.tables(),
                tables.rows(),
                new Count(work.bytesDone(), work.bytesTotal()),
                pace.bytesPerSecond(),
                indexes.count(),
                current.texts(),
                pace.eta(phase, work),
                message(),
                tables.moving(),
                reconnecting);
    }

    private void reportSometimes() {
        reporter.check();
        if (System.nanoTime() - reportedAt > REPORT_EVERY_NANOS) {
            report();
        }
    }

    private void report() {
        reportedAt = System.nanoTime();
        reporter.tell(snapshot());
    }

    private String message() {
        if (!waitingFor.isEmpty()) {
            return waitingFor;
        }
        boolean indexing = phase == Phase.Indexing;
        return new ProgressSentence(
                        kind,
                        phase,
                        tables.tables(),
                        tables.rows(),
                        tables.rowsDone(),
                        indexes.count(),
                        current.first(name -> indexing == work.isBuilding(name)))
                .sentence();
    }
}
