package io.databasesync.engine.swap;

import io.databasesync.engine.run.ContentCheck;
import io.databasesync.engine.run.LeasedRun;
import io.databasesync.engine.run.Run;
import io.databasesync.engine.run.RunEnd;
import io.databasesync.engine.run.SequenceValues;
import io.databasesync.engine.run.SwapPublication;
import io.databasesync.engine.validation.RowChanges;
import io.databasesync.engine.validation.ShrinkLimit;
import io.databasesync.engine.work.FirstFailure;
import io.databasesync.engine.work.IndexBuild;
import io.databasesync.engine.work.Parts;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.copy.TablePart;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.stage.StagePlan;
import io.databasesync.postgres.swap.OldSnapshots;
import io.databasesync.postgres.swap.Publisher;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Copies into a stage beside the tables, and publishes it: tables are swapped in, or filled from it.
public final class SwapRun implements LeasedRun.Work {
    private final Run run;
    private final SourceDatabase source;
    private final List<TablePair> tables;
    private final Plan plan;
    private final StagePlan wanted;
    private final Fills fills;
    private final Instant started = Instant.now();

    /// @param fills the tables of the stage that stay
    public SwapRun(Run run, SourceDatabase source, Plan plan, StagePlan wanted, Fills fills) {
        this.run = run;
        this.source = source;
        this.tables = wanted.tables();
        this.plan = plan;
        this.wanted = wanted;
        this.fills = fills;
    }

    @Override
    public Phase first() {
        return Phase.Preparing;
    }

    @Override
    public Optional<SyncOutcome> published(TargetDatabase target) {
        return new RunEnd(run).published(target);
    }

    /// Does the steps in order.
    @Override
    public SyncOutcome run(LeasedRun leased) {
        TableWrites writes = leased.writes();
        leased.blockWriters(tables.stream().flatMap(t -> t.target().stream()).toList());
        // the source and the target do their parts at the same time
        Supplier<SourceSnapshot> begun = leased.begunSnapshot(source, wanted.names());
        Stage stage = prepare(leased);
        Publisher publisher = new Publisher(leased.target(), leased.lease(), stage, fills, writes);
        FirstFailure failure = FirstFailure.of(run.sessions());
        SourceStatistics statistics =
                new SourceStatistics(source.identity(), leased.target().identity());
        Copied copied;
        Verified verified;
        try (SourceSnapshot snapshot = begun.get();
                Indexing indexing =
                        indexing(leased, stage, statistics, failure)) { // indexes each table as soon as it is copied
            StageLoad load = new StageLoad(snapshot, stage, new ContentCheck(verification(), snapshot), statistics);
            leased.enterProved(Phase.Copying);
            copied = copy(leased, load, indexing, failure);
            leased.enter(Phase.Indexing);
            indexing.finish();
            leased.enter(Phase.Verifying);
            verified = verify(leased, load, publisher, copied);
        }
        stage.views().build(run.progress()::makingView);
        stage.closeIdle();
        leased.enter(Phase.Publishing);
        return publish(leased, publisher, copied.with(verified.sequences()), verified.losses());
    }

    /// Leaves the copied tables to another process of the run if that is worth it.
    @Override
    public SyncOutcome undo(Lease lease, SyncException cause) {
        return new RunEnd(run).stop(lease, cause);
    }

    private Stage prepare(LeasedRun leased) {
        Stage stage = Stage.create(leased.target(), leased.lease(), wanted);
        List<IndexBuild> builds = new ArrayList<>(IndexBuild.of(stage.tables()));
        builds.addAll(IndexBuild.of(fills.tables()));
        run.progress().plan(builds);
        return stage;
    }

    private Indexing indexing(LeasedRun leased, Stage stage, SourceStatistics statistics, FirstFailure failure) {
        Indexing indexing = new Indexing(leased, stage, statistics, failure);
        leased.observe(() -> indexing.observe(leased.target()));
        return indexing;
    }

    /// The content of the stage.
    ///
    /// @param kept the tables that an earlier process had copied
    /// @param connections with which the run copied at last
    /// @param sequences the positions of the source's sequences
    /// @param oldSnapshots snapshots of other sessions, which would find the tables empty
    private record Copied(
            List<VerifiedTable> tables,
            List<TableName> kept,
            int connections,
            List<SequenceMove> sequences,
            Optional<OldSnapshots> oldSnapshots) {
        Copied with(List<SequenceMove> moves) {
            return new Copied(tables, kept, connections, moves, oldSnapshots);
        }
    }

    private Copied copy(LeasedRun leased, StageLoad load, Indexing indexing, FirstFailure failure) {
        Stage stage = load.stage();
        KeptTables kept = new KeptTables(run, load);
        kept.find();
        stage.left().forEach(indexing::kept);
        List<TablePart> parts = parts(load, kept);
        Copying copying = new Copying(leased, load, indexing::loaded);
        leased.observe(copying::observe);
        leased.observe(copying::adapt);
        List<VerifiedTable> copied = copying.run(parts, failure);
        boolean frozen = !kept.inParts() && parts.stream().allMatch(TablePart::frozen); // visible to every snapshot
        Optional<OldSnapshots> old = frozen
                ? Optional.empty()
                : Optional.of(leased.link().retrying(_ -> OldSnapshots.after(leased.target())));
        List<SequenceMove> sequences =
                SequenceValues.read(load.snapshot(), wanted.needed().sequences());
        load.check().endSnapshot(); // if only rows are counted, the source can vacuum during index builds
        return new Copied(
                Stream.concat(kept.tables().stream(), copied.stream())
                        .sorted(Comparator.comparing(VerifiedTable::name))
                        .toList(),
                kept.tables().stream().map(VerifiedTable::name).toList(),
                copying.connections(),
                sequences,
                old);
    }

    private List<TablePart> parts(StageLoad load, KeptTables kept) {
        return Parts.of(
                kept.others(),
                load.snapshot().heapBlocks(),
                run.tablesAtOnce(),
                run.request().parallelism().parts());
    }

    /// @param sequences those that do not move with a table
    /// @param losses a warning about tables that get fewer rows
    private record Verified(List<SequenceMove> sequences, Optional<String> losses) {}

    // Checks the losses again, now with counted rows: estimates may be old, and tables change.
    private Verified verify(LeasedRun leased, StageLoad load, Publisher publisher, Copied copied) {
        ShrinkLimit limit = new ShrinkLimit(run.request().safety().maxShrinkPercent());
        Map<TableName, Long> present = new HashMap<>();
        List<SequenceMove> sequences = new ArrayList<>();
        new Verifying(leased, load, copied.tables())
                .run(
                        publisher,
                        () -> leased.link().retrying(_ -> {
                            if (!limit.off()) {
                                present.putAll(RowChanges.present(leased.target(), tables));
                            }
                            return present;
                        }),
                        () -> sequences.addAll(
                                leased.link().retrying(_ -> SequenceValues.set(load.stage(), copied.sequences()))));
        Optional<String> losses =
                limit.off() ? Optional.empty() : limit.check(RowChanges.counted(present, copied.tables(), tables));
        return new Verified(sequences, losses);
    }

    private SyncOutcome.Synced publish(LeasedRun leased, Publisher publisher, Copied copied, Optional<String> losses) {
        Published published = new Published(
                copied.tables(),
                run.progress().wireBytes(),
                ContentCheck.sentence(
                        verification(), copied.tables(), copied.kept().size()));
        copied.oldSnapshots().ifPresent(run.lockRetry()::awaitOldSnapshots);
        if (publisher.fillsUnfrozen()) {
            run.lockRetry().awaitOldSnapshots(OldSnapshots.after(leased.target()));
        }
        SwapPublication publication = new SwapPublication(leased, "published");
        List<String> warnings = new ArrayList<>(ShrinkLimit.warnings(plan, losses));
        warnings.addAll(publication.run(lockTimeout -> publisher.publish(copied.sequences(), lockTimeout, published)));
        publisher.writtenByOthers().ifPresent(warnings::add);
        IndexBuild.of(fills.tables()).forEach(run.progress()::indexDone);
        return new SyncOutcome.Synced(
                ChosenMode.Swap,
                published.tables(),
                published.bytes(),
                Duration.between(started, Instant.now()),
                publication.kept(publisher.previousSchemas()),
                published.verification(),
                warnings,
                copied.kept(),
                verification(),
                fills.names().stream().sorted().toList(),
                new SyncOutcome.AtOnce(
                        copied.connections(), run.request().parallelism().indexes()));
    }

    private Comparison verification() {
        return run.request().verification();
    }
}
