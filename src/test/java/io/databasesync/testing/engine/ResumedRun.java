package io.databasesync.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.engine.SyncEngine;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Interrupted;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequest.PartBytes;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A run of more than one process, between a source and a target of its own.
public final class ResumedRun implements AutoCloseable {
    public static final String RUN_ID = "the run";

    public final TestDatabase source = TestServer.older().createDatabase();
    public final TestDatabase target = TestServer.newer().createDatabase();
    private Parallelism parallelism = Parallelism.DEFAULT;
    private Comparison verification = Comparison.Counts;
    private boolean resumable = true;

    public ResumedRun source(String... sql) {
        source.execute(sql);
        return this;
    }

    public ResumedRun target(String... sql) {
        target.execute(sql);
        return this;
    }

    public ResumedRun both(String... sql) {
        return source(sql).target(sql);
    }

    public ResumedRun verification(Comparison choice) {
        verification = choice;
        return this;
    }

    /// No other process continues this run.
    public ResumedRun ofOneProcess() {
        resumable = false;
        return this;
    }

    public ResumedRun inParts() {
        parallelism = new Parallelism(4, 2, new PartBytes(64 << 10, 128 << 10));
        return this;
    }

    /// A process of the run that is drained as soon as it enters a phase.
    public Interrupted drainedIn(Phase phase) {
        return drainedWhen(progress -> progress.phase() == phase);
    }

    /// A process of the run that is drained once its progress matches.
    public Interrupted drainedWhen(Predicate<Progress> soFar) {
        var cancellation = new Cancellation();
        ProgressSink drain = progress -> {
            if (soFar.test(progress)) {
                cancellation.request(CompletableFuture.completedFuture(false));
            }
        };
        return interrupted(new SyncEngine().run(request(RUN_ID), drain, cancellation));
    }

    /// A process of the run with an action when it enters a phase.
    public SyncOutcome during(Phase phase, Consumer<Cancellation> action) {
        var cancellation = new Cancellation();
        var progress = new RecordedProgress(Map.of(phase, () -> action.accept(cancellation)), () -> {});
        return new SyncEngine().run(request(RUN_ID), progress, cancellation);
    }

    /// The last process of the run.
    public Synced resumed() {
        var progress = new RecordedProgress(Map.of(), () -> {});
        SyncOutcome outcome = new SyncEngine().run(request(RUN_ID), progress, new Cancellation());
        assertThat(outcome)
                .as(() -> outcome instanceof RolledBack(var _, var cause) ? cause.toString() : "")
                .isInstanceOf(Synced.class);
        progress.checkSucceeded();
        assertThat(target.contentHashes(source.tables())).isEqualTo(source.contentHashes(source.tables()));
        assertThat(target.column(
                        "select 1 from databasesync.loaded_part union all select 1 from databasesync.staged_step"
                                + " union all select 1 from databasesync.staged_object"))
                .isEmpty();
        assertThat(stages()).isEmpty();
        return (Synced) outcome;
    }

    public SyncOutcome tryAnotherRun() {
        return new SyncEngine().run(request("another run"), ProgressSink.NONE, new Cancellation());
    }

    public static boolean busy(SyncOutcome outcome) {
        return outcome instanceof RolledBack(var _, var cause) && cause.reason() == Reason.TargetBusy;
    }

    public static Interrupted interrupted(SyncOutcome outcome) {
        assertThat(outcome)
                .as(() -> outcome instanceof RolledBack(var _, var cause) ? cause.toString() : "")
                .isInstanceOf(Interrupted.class);
        return (Interrupted) outcome;
    }

    /// Creates a function `gate(anything)` in the target. Its callers wait until the returned connection is closed.
    public Connection gate() {
        target("create function gate(anyelement) returns boolean immutable language plpgsql as "
                + "'begin perform pg_catalog.pg_advisory_xact_lock_shared(42); return true; end'");
        try {
            Connection holder = target.connect();
            holder.createStatement().execute("select pg_advisory_lock(42)");
            return holder;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The schemas of stages.
    public List<String> stages() {
        return target.column("select nspname from pg_namespace where starts_with(nspname, 'dbsync_stage_')");
    }

    /// The stage of the schema `public`, as SQL spells it.
    public String stage() {
        return target.value(
                "select quote_ident(nspname) from pg_namespace where nspname ~ '^dbsync_stage_[0-9a-f]{8}_public$'");
    }

    /// OIDs of tables and indexes by name: another OID means that the object was created again.
    public Map<String, String> oids(String schema) {
        return target
                .rows(
                        "select relname, oid::text from pg_class where relkind in ('r', 'i') and relnamespace = '%s'::regnamespace"
                                .formatted(schema))
                .stream()
                .collect(Collectors.toMap(
                        row -> String.valueOf(row.get(0)),
                        row -> String.valueOf(row.get(1)),
                        (first, _) -> first,
                        TreeMap::new));
    }

    public SyncRequest request(String runId) {
        return SyncRequest.of(Direction.RemoteToLocal, source.endpoint(), target.endpoint())
                .runId(runId)
                .operation(Operation.Sync)
                .verification(verification)
                .mode(Mode.Swap)
                .parallelism(parallelism)
                .requestedBy("a test")
                .resumable(resumable)
                .build();
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
