package io.databasesync.engine;

import io.databasesync.postgres.AfterSwap;
import io.databasesync.postgres.BrokenForeignKey;
import io.databasesync.postgres.KeptGeneration;
import io.databasesync.postgres.Lease;
import io.databasesync.postgres.Publisher.Published;
import io.databasesync.postgres.Restorer;
import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Restored;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Undoes the newest run of the selected tables by the reverse of its swap. The source is not asked for
/// anything.
final class Rollback {
    private static final Duration LEASE_HEARTBEAT = Duration.ofSeconds(5);

    private final SyncRequest request;
    private final Sessions sessions;
    private final RunProgress progress;
    private final Cancellation cancellation;
    private final Instant started = Instant.now();

    Rollback(SyncRequest request, Sessions sessions, RunProgress progress, Cancellation cancellation) {
        this.request = request;
        this.sessions = sessions;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    SyncOutcome run() {
        TargetChecks.unprotected(request);
        TargetDatabase target = TargetDatabase.connect(sessions, request.target());
        new IdentityChecks(request, progress).targetUnchanged(target.identity());
        ServerChecks.supported(target.identity());
        TargetChecks.writable(request, target.identity());
        Optional<Restored> before = restored(target, List.of(), List.of());
        if (before.isPresent()) { // by an earlier process of this run, which died before it could say so
            RunEnd.releaseLeft(request, target);
            return before.get();
        }
        KeptGeneration generation = validate(target);
        progress.rollBack(generation.returning().size());
        Lease lease = target.acquireLease(request.syncId());
        Heartbeat heartbeat = new Heartbeat(sessions);
        SyncOutcome outcome;
        try (heartbeat) {
            heartbeat.every(LEASE_HEARTBEAT, () -> target.heartbeat(lease, progress.snapshot()));
            outcome = restore(target, lease, generation);
        } catch (RuntimeException failure) { // a bug of ours must not leave the target half written either
            return RunEnd.rollBack(request, sessions, progress, lease, SyncException.of(heartbeat.causeOf(failure)));
        }
        RunEnd.release(request, target, lease);
        return outcome;
    }

    private KeptGeneration validate(TargetDatabase target) {
        return RunEnd.noting(target, request, () -> {
            KeptGeneration generation = Restorer.find(target, request.tables());
            List<TableShape> moving = Stream.concat(generation.leaving().stream(), generation.returning().stream())
                    .toList();
            String role = target.identity().role();
            moving.forEach(shape -> TableChecks.movable(shape.table(), role));
            generation.changingOwner().forEach(live -> TableChecks.ownable(live.table(), role));
            TargetChecks.privileges(
                    target,
                    generation.tables().stream()
                            .map(t -> t.name().schema())
                            .distinct()
                            .toList(),
                    generation.leaving().stream().map(TableShape::oid).toList());
            return generation;
        });
    }

    private Restored restore(TargetDatabase target, Lease lease, KeptGeneration generation) {
        target.takeOver(lease, request);
        Restorer restorer = new Restorer(target, lease, generation);
        progress.enter(Phase.Verifying);
        List<VerifiedTable> counted = restorer.count(t -> progress.tableDone(t.name(), t.rows()));
        List<BrokenForeignKey> violations = restorer.foreignKeyViolations();
        if (!violations.isEmpty()) {
            throw BrokenForeignKey.refusal(violations, "mend the rows of the tables that stay, then roll back again");
        }
        List<String> warnings = new ArrayList<>();
        restorer.brokenParts().forEach(part -> warnings.add(part + ", as it was before that run"));
        target.heartbeat(lease, progress.snapshot());
        progress.enter(Phase.Publishing);
        Published published =
                new Published(counted, 0, "None: tables that run %s had replaced".formatted(generation.syncId()));
        try {
            List<String> validations = new Publishing(request.safety(), cancellation)
                    .run(lockTimeout -> restorer.restore(lockTimeout, published));
            AfterSwap after = new AfterSwap(target, lease);
            warnings.addAll(after.validate(validations));
            warnings.addAll(after.dropGenerations(request.safety().keepPrevious()));
        } catch (SyncException failure) {
            return afterAll(target, failure, warnings);
        }
        return new Restored(
                generation.syncId(),
                counted,
                Duration.between(started, Instant.now()),
                request.safety().keepPrevious() == 0 ? List.of() : restorer.previousSchemas(),
                warnings);
    }

    // A commit may have happened although its answer was lost, and nothing after it can undo it.
    private Restored afterAll(TargetDatabase target, SyncException failure, List<String> warnings) {
        try (Sessions own = new Sessions(request.syncId(), new Cancellation())) {
            TargetDatabase fresh = TargetDatabase.connect(own, request.target());
            if (failure.reason() == Reason.ConnectionLost) {
                target.end(fresh);
            }
            return restored(fresh, warnings, List.of("rolled back, but then: " + failure.getMessage()))
                    .orElseThrow(() -> failure);
        }
    }

    private Optional<Restored> restored(TargetDatabase target, List<String> warnings, List<String> more) {
        return target.published(request.syncId())
                .map(p -> new Restored(
                        Restorer.restoredRun(target, request.syncId()).orElse("unknown"),
                        p.tables(),
                        Duration.between(started, Instant.now()),
                        target.previousSchemas(request.syncId()),
                        Stream.concat(warnings.stream(), more.stream()).toList()));
    }
}
