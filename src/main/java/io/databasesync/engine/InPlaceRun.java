package io.databasesync.engine;

import io.databasesync.engine.Validation.Validated;
import io.databasesync.postgres.InPlaceTables;
import io.databasesync.postgres.InPlaceTarget;
import io.databasesync.postgres.InPlaceTarget.SequenceMove;
import io.databasesync.postgres.Lease;
import io.databasesync.postgres.Publisher.Published;
import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.SourceDatabase;
import io.databasesync.postgres.SourceSnapshot;
import io.databasesync.postgres.Stage.StagedTable;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Replaces the rows of the tables where they are, in one transaction of one session.
final class InPlaceRun {

    private final SyncRequest request;
    private final Sessions sessions;
    private final RunProgress progress;
    private final Cancellation cancellation;
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final Validated validated;
    private final InPlaceTables tables;
    private final LeasedRun leased;
    private final ShrinkLimit limit;

    InPlaceRun(
            SyncRequest request,
            Sessions sessions,
            RunProgress progress,
            Cancellation cancellation,
            Validation validation,
            Validated validated,
            InPlaceTables tables) {
        this.request = request;
        this.sessions = sessions;
        this.progress = progress;
        this.cancellation = cancellation;
        this.source = validation.source();
        this.target = validation.target();
        this.validated = validated;
        this.tables = tables;
        this.leased = new LeasedRun(request, sessions, progress, target);
        this.limit = new ShrinkLimit(request.safety().maxShrinkPercent());
    }

    /// Copies, verifies and commits; without the commit, everything stays as it was.
    SyncOutcome run() {
        Instant started = Instant.now();
        return leased.run(
                (lease, heartbeat) -> synced(copyAndCommit(lease, heartbeat), started),
                (lease, cause) -> RunEnd.rollBack(request, sessions, progress, lease, cause));
    }

    /// What was committed, and what a person should know of it.
    private record Committed(Published published, List<String> warnings) {}

    private Committed copyAndCommit(Lease lease, Heartbeat heartbeat) {
        List<TableName> names = tables.tables().stream().map(StagedTable::name).toList();
        try (SourceSnapshot snapshot = source.snapshot(names)) {
            heartbeat.every(LeasedRun.SNAPSHOT_KEEP_ALIVE, snapshot::keepAlive);
            progress.plan(InPlaceIndexing.builds(tables));
            CopyFormats formats = new CopyFormats();
            Optional<Committed> committed = replaceAll(snapshot, formats, lease, heartbeat);
            // No savepoint: FREEZE needs the TRUNCATE after it, and foreign keys need one TRUNCATE for all tables.
            // It ends, since a server can refuse each table once.
            while (committed.isEmpty()) {
                progress.copyAnew();
                committed = replaceAll(snapshot, formats, lease, heartbeat);
            }
            return committed.get();
        }
    }

    /// One transaction.
    ///
    /// @return empty if it has to begin again, with another format for a table
    private Optional<Committed> replaceAll(
            SourceSnapshot snapshot, CopyFormats formats, Lease lease, Heartbeat heartbeat) {
        ContentCheck check = new ContentCheck(request.verification(), snapshot);
        try (InPlaceTarget writer = InPlaceTarget.open(target, tables)) {
            Map<TableName, Long> present = lock(writer);
            writer.empty(validated.needed(), lease);
            leased.next(lease, Phase.Copying);
            heartbeat.every(LeasedRun.TICK, writer::observe);
            Optional<List<VerifiedTable>> copied =
                    new InPlaceCopying(snapshot, writer, check, formats, cancellation, progress).run(tables.tables());
            if (copied.isEmpty()) {
                return Optional.empty();
            }
            Optional<String> losses = limit.check(RowChanges.counted(present, copied.get()));
            List<SequenceMove> moves = sequences(snapshot);
            check.copied();
            index(writer, lease, heartbeat);
            leased.next(lease, Phase.Verifying);
            verify(writer, check, copied.get());
            heartbeat.check();
            leased.next(lease, Phase.Publishing);
            return Optional.of(
                    commit(writer, lease, copied.get(), moves, ShrinkLimit.warnings(validated.plan(), losses)));
        }
    }

    /// Nobody waits for us before this, and from here on everybody does.
    ///
    /// @return rows that are there: nobody adds or takes away one any more
    private Map<TableName, Long> lock(InPlaceTarget writer) {
        new Publishing(request.safety(), cancellation).run(lockTimeout -> {
            writer.lock(lockTimeout);
            return true;
        });
        return limit.off()
                ? Map.of()
                : tables.tables().stream()
                        .filter(t -> t.pair().target().isPresent())
                        .collect(Collectors.toMap(StagedTable::name, writer::count));
    }

    private void index(InPlaceTarget writer, Lease lease, Heartbeat heartbeat) {
        leased.next(lease, Phase.Indexing);
        InPlaceIndexing indexing = new InPlaceIndexing(writer, tables, progress);
        heartbeat.every(LeasedRun.TICK, () -> indexing.observe(target));
        indexing.run();
    }

    private List<SequenceMove> sequences(SourceSnapshot snapshot) {
        List<SequenceMove> moves = new ArrayList<>();
        try (SourceSnapshot.Reader reader = snapshot.openReader()) {
            for (StagedTable table : tables.tables()) {
                for (Sequence sequence : table.pair().shape().sequences()) {
                    moves.add(new SequenceMove(
                            table,
                            sequence,
                            table.pair()
                                    .source()
                                    .sequenceOf(sequence.column())
                                    .filter(Sequence::maySelect)
                                    .map(reader::value)));
                }
            }
        }
        return moves;
    }

    private void verify(InPlaceTarget writer, ContentCheck check, List<VerifiedTable> copied) {
        Map<TableName, Long> rows = copied.stream().collect(Collectors.toMap(VerifiedTable::name, VerifiedTable::rows));
        tables.tables().forEach(t -> check.loaded(writer, t, rows.getOrDefault(t.name(), -1L)));
    }

    private Committed commit(
            InPlaceTarget writer,
            Lease lease,
            List<VerifiedTable> copied,
            List<SequenceMove> moves,
            List<String> warnings) {
        Published published =
                new Published(copied, progress.wireBytes(), ContentCheck.sentence(request.verification(), copied, 0));
        try {
            writer.publish(lease, published, moves);
            return new Committed(published, warnings);
        } catch (SyncException failure) {
            if (!wasCommitted(writer)) {
                throw failure;
            }
            List<String> more = new ArrayList<>(warnings);
            more.add("committed, but then: " + failure.getMessage());
            return new Committed(published, more);
        }
    }

    // A commit may have happened although its answer was lost.
    private boolean wasCommitted(InPlaceTarget writer) {
        try (Sessions own = new Sessions(request.syncId(), new Cancellation())) {
            TargetDatabase fresh = TargetDatabase.connect(own, request.target());
            writer.end(fresh);
            return fresh.published(request.syncId()).isPresent();
        }
    }

    private SyncOutcome.Synced synced(Committed committed, Instant started) {
        return new SyncOutcome.Synced(
                Mode.InPlace,
                committed.published().tables(),
                committed.published().bytes(),
                Duration.between(started, Instant.now()),
                List.of(),
                committed.published().verification(),
                committed.warnings(),
                List.of(),
                request.verification());
    }
}
