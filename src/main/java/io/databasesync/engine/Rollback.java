package io.databasesync.engine;

import io.databasesync.postgres.BrokenForeignKey;
import io.databasesync.postgres.KeptGeneration;
import io.databasesync.postgres.Lease;
import io.databasesync.postgres.Published;
import io.databasesync.postgres.Restorer;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.postgres.catalog.TableShape;
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
    private final Run run;
    private final RunEnd end;
    private final Instant started = Instant.now();

    Rollback(Run run) {
        this.run = run;
        this.end = new RunEnd(run);
    }

    SyncOutcome run() {
        SyncRequest request = run.request();
        TargetChecks.unprotected(request);
        TargetDatabase target = TargetDatabase.connect(run.sessions(), request.target());
        new IdentityChecks(request, run.progress()).targetUnchanged(target.identity());
        ServerChecks.supported(target.identity());
        TargetChecks.writable(request, target.identity());
        Optional<SyncOutcome> before = restored(target);
        if (before.isPresent()) { // by an earlier process of this run, which died before it could say so
            end.releaseLeft(target);
            return before.get();
        }
        KeptGeneration generation = validate(target);
        run.progress().rollBack(generation.returning().size());
        return LeasedRun.hold(run, target, new Reverse(generation));
    }

    private KeptGeneration validate(TargetDatabase target) {
        return end.noting(target, () -> {
            KeptGeneration generation = Restorer.find(target, run.request().tables());
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

    /// What is done under the lease.
    private final class Reverse implements LeasedRun.Work {
        private final KeptGeneration generation;

        Reverse(KeptGeneration generation) {
            this.generation = generation;
        }

        @Override
        public Phase first() {
            return Phase.Verifying;
        }

        @Override
        public Optional<SyncOutcome> published(TargetDatabase target) {
            return restored(target);
        }

        /// The steps in their order.
        @Override
        public SyncOutcome run(LeasedRun leased) {
            Restorer restorer = new Restorer(leased.target(), leased.lease(), generation);
            List<VerifiedTable> counted = verify(restorer);
            List<String> broken = restorer.brokenParts();
            leased.enter(Phase.Publishing);
            SwapPublication publication = new SwapPublication(leased, "rolled back");
            List<String> warnings = new ArrayList<>();
            broken.forEach(part -> warnings.add(part + ", as it was before that run"));
            warnings.addAll(publication.run(lockTimeout -> restorer.restore(lockTimeout, published(counted))));
            return new Restored(
                    generation.syncId(),
                    counted,
                    Duration.between(started, Instant.now()),
                    publication.kept(restorer.previousSchemas()),
                    warnings);
        }

        @Override
        public SyncOutcome undo(Lease lease, SyncException cause) {
            return end.rollBack(lease, cause);
        }

        private List<VerifiedTable> verify(Restorer restorer) {
            List<VerifiedTable> counted = restorer.count(t -> run.progress().tableDone(t.name(), t.rows()));
            List<BrokenForeignKey> violations = restorer.foreignKeyViolations();
            if (!violations.isEmpty()) {
                throw BrokenForeignKey.refusal(
                        violations, "mend the rows of the tables that stay, then roll back again");
            }
            return counted;
        }

        private Published published(List<VerifiedTable> counted) {
            return new Published(counted, 0, "None: tables that run %s had replaced".formatted(generation.syncId()));
        }
    }

    private Optional<SyncOutcome> restored(TargetDatabase target) {
        return target.published(run.syncId())
                .map(p -> new Restored(
                        Restorer.restoredRun(target, run.syncId()).orElse("unknown"),
                        p.tables(),
                        Duration.between(started, Instant.now()),
                        target.previousSchemas(run.syncId()),
                        List.of()));
    }
}
