package io.databasesync.engine;

import io.databasesync.engine.Validation.Validated;
import io.databasesync.postgres.AfterSwap;
import io.databasesync.postgres.Lease;
import io.databasesync.postgres.OldSnapshots;
import io.databasesync.postgres.Publisher;
import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.SharedSequence;
import io.databasesync.postgres.SourceDatabase;
import io.databasesync.postgres.SourceSnapshot;
import io.databasesync.postgres.Stage;
import io.databasesync.postgres.TablePart;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Copies into a stage beside the tables and swaps it in.
final class SwapRun {

    private final SyncRequest request;
    private final Sessions sessions;
    private final RunProgress progress;
    private final Cancellation cancellation;
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final Validated validated;
    private final Parts.Sizes partSizes;
    private final LeasedRun leased;

    SwapRun(
            SyncRequest request,
            Sessions sessions,
            RunProgress progress,
            Cancellation cancellation,
            Validation validation,
            Validated validated,
            Parts.Sizes partSizes) {
        this.request = request;
        this.sessions = sessions;
        this.progress = progress;
        this.cancellation = cancellation;
        this.source = validation.source();
        this.target = validation.target();
        this.validated = validated;
        this.partSizes = partSizes;
        this.leased = new LeasedRun(request, sessions, progress, target);
    }

    /// Copies, verifies and publishes; undoes what it did if it fails, or leaves it to another process of the run.
    SyncOutcome run() {
        Instant started = Instant.now();
        return leased.run(
                (lease, heartbeat) -> copyAndPublish(lease, heartbeat, started),
                (lease, cause) -> RunEnd.stop(request, sessions, progress, cancellation, lease, cause));
    }

    private SyncOutcome copyAndPublish(Lease lease, Heartbeat heartbeat, Instant started) {
        int tablesAtOnce = request.parallelism().tables();
        List<TableName> names = validated.tables().stream().map(TablePair::name).toList();
        Stage stage = Stage.create(target, lease, validated.tables(), validated.needed());
        progress.plan(IndexBuild.of(stage.tables()));
        Publisher publisher = new Publisher(target, lease, stage);
        List<VerifiedTable> loaded;
        List<TableName> keptNames;
        List<SharedSequence> sequences;
        Optional<OldSnapshots> oldSnapshots;
        Optional<String> losses;
        try (SourceSnapshot snapshot = source.snapshot(names)) {
            heartbeat.every(LeasedRun.SNAPSHOT_KEEP_ALIVE, snapshot::keepAlive);
            leased.next(lease, Phase.Copying);
            ContentCheck check = new ContentCheck(request.verification(), snapshot);
            KeptTables kept = new KeptTables(snapshot, stage, check, cancellation, progress);
            kept.find(tablesAtOnce, sessions);
            List<TablePart> parts = Parts.of(kept.others(), heapBlocks(stage, snapshot), tablesAtOnce, partSizes);
            FirstFailure failure = FirstFailure.of(sessions);
            try (Indexing indexing =
                    new Indexing(stage, progress, request.parallelism().indexes(), failure)) {
                heartbeat.every(LeasedRun.TICK, () -> indexing.observe(target));
                stage.left().forEach(indexing::kept);
                Copying copying = new Copying(snapshot, stage, check, cancellation, progress, indexing::loaded);
                heartbeat.every(LeasedRun.TICK, copying::observe);
                List<VerifiedTable> copied = copying.run(parts, tablesAtOnce, sessions, failure);
                loaded = Stream.concat(kept.tables().stream(), copied.stream())
                        .sorted(Comparator.comparing(VerifiedTable::name))
                        .toList();
                keptNames = kept.tables().stream().map(VerifiedTable::name).toList();
                oldSnapshots = !kept.inParts() && parts.stream().allMatch(TablePart::isWhole)
                        ? Optional.empty() // frozen rows are visible to every snapshot
                        : Optional.of(OldSnapshots.after(target));
                sequences = new SequenceValues(snapshot, stage).set();
                check.copied(); // if counts do, the source may vacuum again while indexes are built
                leased.next(lease, Phase.Indexing);
                indexing.finish();
            }
            leased.next(lease, Phase.Verifying);
            new Verification(stage, check, loaded).run(tablesAtOnce, publisher, sessions);
            losses = losses(loaded);
        }
        heartbeat.check();
        leased.next(lease, Phase.Publishing);
        return publish(lease, publisher, new Ready(loaded, keptNames, sequences, oldSnapshots, losses), started);
    }

    // Again, and counted this time: estimates may be old, and tables change.
    private Optional<String> losses(List<VerifiedTable> copied) {
        ShrinkLimit limit = new ShrinkLimit(request.safety().maxShrinkPercent());
        return limit.off()
                ? Optional.empty()
                : limit.check(RowChanges.counted(RowChanges.present(target, validated.tables()), copied));
    }

    private Map<Long, Long> heapBlocks(Stage stage, SourceSnapshot snapshot) {
        return snapshot.heapBlocks(
                stage.tables().stream().map(t -> t.pair().source().oid()).toList());
    }

    /// What publishing needs to know.
    private record Ready(
            List<VerifiedTable> tables,
            List<TableName> kept,
            List<SharedSequence> sequences,
            Optional<OldSnapshots> oldSnapshots,
            Optional<String> losses) {}

    private SyncOutcome publish(Lease lease, Publisher publisher, Ready ready, Instant started) {
        List<VerifiedTable> verified = ready.tables();
        Publisher.Published published = new Publisher.Published(
                verified,
                progress.wireBytes(),
                ContentCheck.sentence(
                        request.verification(), verified, ready.kept().size()));
        List<String> warnings = new ArrayList<>(ShrinkLimit.warnings(validated.plan(), ready.losses()));
        try {
            Publishing publishing = new Publishing(request.safety(), cancellation);
            ready.oldSnapshots().ifPresent(publishing::awaitOldSnapshots);
            List<String> validations =
                    publishing.run(lockTimeout -> publisher.publish(ready.sequences(), lockTimeout, published));
            AfterSwap after = new AfterSwap(target, lease);
            warnings.addAll(after.validate(validations));
            warnings.addAll(after.dropGenerations(request.safety().keepPrevious()));
        } catch (SyncException failure) {
            if (!wasPublished(failure)) {
                throw failure;
            }
            warnings.add("published, but then: " + failure.getMessage());
        }
        return synced(published, ready.kept(), publisher.previousSchemas(), started, warnings);
    }

    // A commit may have happened although its answer was lost, and nothing after it can undo it.
    private boolean wasPublished(SyncException failure) {
        try (Sessions own = new Sessions(request.syncId(), new Cancellation())) {
            TargetDatabase fresh = TargetDatabase.connect(own, request.target());
            if (failure.reason() == Reason.ConnectionLost) {
                target.end(fresh);
            }
            return fresh.published(request.syncId()).isPresent();
        }
    }

    private SyncOutcome.Synced synced(
            Publisher.Published published,
            List<TableName> kept,
            List<String> previous,
            Instant started,
            List<String> warnings) {
        return new SyncOutcome.Synced(
                Mode.Swap,
                published.tables(),
                published.bytes(),
                Duration.between(started, Instant.now()),
                request.safety().keepPrevious() == 0 ? List.of() : previous,
                published.verification(),
                warnings,
                kept,
                request.verification());
    }
}
