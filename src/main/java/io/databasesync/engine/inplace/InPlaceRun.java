package io.databasesync.engine.inplace;

import io.databasesync.engine.run.ContentCheck;
import io.databasesync.engine.run.CopyFormats;
import io.databasesync.engine.run.LeasedRun;
import io.databasesync.engine.run.Run;
import io.databasesync.engine.run.RunEnd;
import io.databasesync.engine.run.SequenceValues;
import io.databasesync.engine.validation.RowChanges;
import io.databasesync.engine.validation.ShrinkLimit;
import io.databasesync.engine.work.Heartbeat;
import io.databasesync.engine.work.IndexBuild;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.inplace.InPlaceTables;
import io.databasesync.postgres.inplace.InPlaceTarget;
import io.databasesync.postgres.stage.Prerequisites;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.Published;
import io.databasesync.postgres.target.TableWrites;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Replaces the rows of the tables in place, in one transaction of one session.
public final class InPlaceRun implements LeasedRun.Work {
    private final Run run;
    private final SourceDatabase source;
    private final InPlaceTables tables;
    private final Plan plan;
    private final Prerequisites needed;
    private final ShrinkLimit limit;
    private final Instant started = Instant.now();
    private @Nullable TableWrites writes;
    private Optional<String> written = Optional.empty();

    /// @param needed objects that the tables need and the target lacks
    public InPlaceRun(Run run, SourceDatabase source, InPlaceTables tables, Plan plan, Prerequisites needed) {
        this.run = run;
        this.source = source;
        this.tables = tables;
        this.plan = plan;
        this.needed = needed;
        this.limit = new ShrinkLimit(run.request().safety().maxShrinkPercent());
    }

    @Override
    public Phase first() {
        return Phase.Preparing;
    }

    @Override
    public Optional<SyncOutcome> published(TargetDatabase target) {
        return new RunEnd(run).published(target);
    }

    /// Copies, verifies and commits; without the commit, everything stays as it was.
    @Override
    public SyncOutcome run(LeasedRun leased) {
        writes = leased.writes();
        run.progress().plan(IndexBuild.of(tables));
        List<TableName> names = tables.tables().stream().map(RunTable::name).toList();
        try (SourceSnapshot snapshot = leased.snapshot(source, names)) {
            CopyFormats formats = new CopyFormats();
            Optional<SyncOutcome> synced = replaceAll(leased, snapshot, formats);
            // No savepoint: FREEZE needs the TRUNCATE after it, and foreign keys need one TRUNCATE for all tables.
            // The loop ends: a server can refuse each table only once.
            while (synced.isEmpty()) {
                run.progress().copyAnew();
                synced = replaceAll(leased, snapshot, formats);
            }
            return synced.get();
        }
    }

    @Override
    public SyncOutcome undo(Lease lease, SyncException cause) {
        return new RunEnd(run).rollBack(lease, cause);
    }

    /// Does the steps in order, in one transaction.
    ///
    /// @return empty if the transaction must begin again, with another format for a table
    private Optional<SyncOutcome> replaceAll(LeasedRun leased, SourceSnapshot snapshot, CopyFormats formats) {
        ContentCheck check = new ContentCheck(verification(), snapshot);
        try (InPlaceTarget writer = InPlaceTarget.open(leased.target(), tables);
                Heartbeat.Beat _ = leased.observe(writer::observe)) {
            Map<TableName, Long> present = prepare(leased, writer);
            leased.enter(Phase.Copying);
            Optional<List<VerifiedTable>> rows =
                    new InPlaceCopying(run, snapshot, writer, check, formats).run(tables.tables());
            if (rows.isEmpty()) {
                return Optional.empty();
            }
            Copied copied = copied(snapshot, present, rows.get());
            check.endSnapshot();
            leased.enter(Phase.Indexing);
            index(leased, writer);
            leased.enter(Phase.Verifying);
            verify(writer, check, copied);
            leased.enter(Phase.Publishing);
            return Optional.of(commit(leased, writer, copied));
        }
    }

    /// Locks and empties the tables. From here on, readers and writers wait for the run.
    ///
    /// @return rows of the tables, counted under the locks: no other session can change them
    private Map<TableName, Long> prepare(LeasedRun leased, InPlaceTarget writer) {
        run.lockRetry().run(leased.target(), lockTimeout -> {
            writer.lock(lockTimeout);
            return true;
        });
        checkWrites(writer);
        Map<TableName, Long> present = limit.off() ? Map.of() : present(writer);
        writer.empty(needed, leased.lease());
        return present;
    }

    private Map<TableName, Long> present(InPlaceTarget writer) {
        List<RunTable> existing = tables.tables().stream()
                .filter(t -> t.pair().target().isPresent())
                .toList();
        Map<TableName, Long> present = new HashMap<>();
        if (!existing.isEmpty()) {
            Iterator<Long> rows = writer.count(existing).iterator();
            existing.forEach(t -> present.put(t.name(), rows.next()));
        }
        return present;
    }

    // Once: the counters also have the rows of an attempt of ours that was rolled back.
    private void checkWrites(InPlaceTarget writer) {
        TableWrites unchecked = writes;
        if (unchecked != null) {
            writes = null;
            writer.check(unchecked);
            written = unchecked.warning();
        }
    }

    /// The new content of the tables, visible only in the run's transaction.
    ///
    /// @param losses rows that tables lose, within the limit
    private record Copied(List<VerifiedTable> tables, Optional<String> losses, List<SequenceMove> sequences) {}

    private Copied copied(SourceSnapshot snapshot, Map<TableName, Long> present, List<VerifiedTable> rows) {
        List<TablePair> pairs = tables.tables().stream().map(RunTable::pair).toList();
        return new Copied(
                rows,
                limit.check(RowChanges.counted(present, rows, pairs)),
                SequenceValues.read(snapshot, needed.sequences()));
    }

    private void index(LeasedRun leased, InPlaceTarget writer) {
        InPlaceIndexing indexing = new InPlaceIndexing(writer, tables, run.progress());
        try (Heartbeat.Beat _ = leased.observe(() -> indexing.observe(leased.target()))) {
            indexing.run();
        }
    }

    private void verify(InPlaceTarget writer, ContentCheck check, Copied copied) {
        writer.proveWhole();
        check.loaded(writer, tables.tables(), VerifiedTable.rows(copied.tables()));
        check.complete(tables.tables());
    }

    private SyncOutcome.Synced commit(LeasedRun leased, InPlaceTarget writer, Copied copied) {
        Published published = new Published(
                copied.tables(), run.progress().wireBytes(), ContentCheck.sentence(verification(), copied.tables(), 0));
        List<String> warnings = new ArrayList<>(ShrinkLimit.warnings(plan, copied.losses()));
        written.ifPresent(warnings::add);
        try {
            writer.publish(leased.lease(), published, copied.sequences());
        } catch (RuntimeException | Error failure) {
            warnings.add(new RunEnd(run).afterCommit("committed", SyncException.of(failure), writer::end));
        }
        return new SyncOutcome.Synced(
                ChosenMode.InPlace,
                published.tables(),
                published.bytes(),
                Duration.between(started, Instant.now()),
                List.of(),
                published.verification(),
                warnings,
                List.of(),
                verification());
    }

    private Comparison verification() {
        return run.request().verification();
    }
}
