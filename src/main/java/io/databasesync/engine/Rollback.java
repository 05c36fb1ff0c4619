package io.databasesync.engine;

import io.databasesync.engine.run.LeasedRun;
import io.databasesync.engine.run.Run;
import io.databasesync.engine.run.RunEnd;
import io.databasesync.engine.run.SwapPublication;
import io.databasesync.engine.validation.Blockers;
import io.databasesync.engine.validation.CodeReadCheck;
import io.databasesync.engine.validation.IdentityCheck;
import io.databasesync.engine.validation.InPlaceCheck;
import io.databasesync.engine.validation.ServerCheck;
import io.databasesync.engine.validation.TableCheck;
import io.databasesync.engine.validation.TargetCheck;
import io.databasesync.engine.work.FirstFailure;
import io.databasesync.engine.work.ParallelWork;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.inplace.InPlaceTables;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.swap.KeptGeneration;
import io.databasesync.postgres.swap.Restoration;
import io.databasesync.postgres.swap.Restorer;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.Published;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Phase;
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

/// Undoes the newest run of the selected tables by the reverse of its swap. It does not use the source.
public final class Rollback {
    /// For so long, the run need not ask whether it still has the lease: the swap proves it anyway.
    private static final Duration JUST_NOW = Duration.ofSeconds(1);

    private final Run run;
    private final RunEnd end;
    private final Instant started = Instant.now();

    Rollback(Run run) {
        this.run = run;
        this.end = new RunEnd(run);
    }

    SyncOutcome run() {
        SyncRequest request = run.request();
        TargetCheck.unprotected(request);
        TargetDatabase target = TargetDatabase.connect(run.sessions(), request.target());
        new IdentityCheck(request, run.progress()).targetUnchanged(target.identity());
        ServerCheck.supported(target.identity());
        TargetCheck.writable(request, target.identity());
        target.prepare(2); // for the lease, and for counting
        if (target.hadPublished()) { // an earlier process of this run restored and died before it reported that
            end.releaseLeft(target);
            return restored(target).orElseThrow();
        }
        Found found = validate(target);
        run.progress()
                .rollBack(found.generation().returning().size()
                        + found.generation().staying().size());
        return LeasedRun.hold(run, target, new Reverse(found));
    }

    /// @param restorer puts the generation back
    private record Found(KeptGeneration generation, Restorer restorer) {}

    private Found validate(TargetDatabase target) {
        return end.noting(target, () -> Round.leaving(List.of(target.control()), () -> found(target)));
    }

    private Found found(TargetDatabase target) {
        KeptGeneration generation = Restorer.find(target, run.request().tables());
        List<TableDefinition> moving = Stream.concat(generation.leaving().stream(), generation.returning().stream())
                .toList();
        String role = target.identity().role();
        moving.forEach(definition -> TableCheck.movable(definition.table(), role));
        generation.changingOwner().forEach(live -> TableCheck.ownable(live.table(), role));
        if (generation.staying().isEmpty()) {
            Restorer restorer = new Restorer(target, run.runId(), generation, Fills.NONE);
            Round.together(List.of(() -> privileges(target, generation), restorer::writeAhead));
            return new Found(generation, restorer);
        }
        privileges(target, generation);
        Fills fills = fills(target, target.read(c -> CodeReadCheck.late(c, generation.staying())));
        return new Found(generation, new Restorer(target, run.runId(), generation, fills));
    }

    private static boolean privileges(TargetDatabase target, KeptGeneration generation) {
        TargetCheck.privileges(
                target,
                Stream.concat(
                                generation.moving().stream().map(t -> t.name().schema()),
                                generation.views().stream()
                                        .map(v -> v.live().name().schema()))
                        .distinct()
                        .toList(),
                generation.leaving().stream().map(TableDefinition::oid).toList());
        return true;
    }

    private static Fills fills(TargetDatabase target, List<TablePair> staying) {
        Blockers blockers = new Blockers();
        Optional<InPlaceTables> tables = new InPlaceCheck(target).tables(staying, blockers);
        blockers.refuse();
        return new Fills(
                tables.orElseThrow(),
                !target.read(c -> c.objects().publicationsOfAllTables()).isEmpty());
    }

    /// The work of the rollback under the lease.
    private final class Reverse implements LeasedRun.Work {
        private final KeptGeneration generation;
        private final Restorer restorer;

        Reverse(Found found) {
            this.generation = found.generation();
            this.restorer = found.restorer();
        }

        @Override
        public Phase first() {
            return Phase.Verifying;
        }

        @Override
        public Optional<SyncOutcome> published(TargetDatabase target) {
            return restored(target);
        }

        /// Does the steps in order.
        @Override
        public SyncOutcome run(LeasedRun leased) {
            Instant held = Instant.now();
            List<VerifiedTable> counted = new ArrayList<>();
            List<String> broken = new ArrayList<>();
            ParallelWork.together(
                    "verify",
                    FirstFailure.of(run.sessions()),
                    List.of(
                            () -> counted.addAll(
                                    restorer.verify(t -> run.progress().tableDone(t.name(), t.rows()))),
                            () -> broken.addAll(restorer.brokenParts())));
            if (Duration.between(held, Instant.now()).compareTo(JUST_NOW) < 0) {
                leased.enterProved(Phase.Publishing);
            } else {
                leased.enter(Phase.Publishing);
            }
            SwapPublication publication = new SwapPublication(leased, "rolled back");
            List<String> warnings = new ArrayList<>();
            broken.forEach(part -> warnings.add(part + ", as it was before that run"));
            Restoration restoration = restorer.under(leased.lease(), published(counted));
            warnings.addAll(publication.run(restoration::attempt));
            return new Restored(
                    generation.runId(),
                    counted,
                    Duration.between(started, Instant.now()),
                    publication.kept(restorer.previousSchemas()),
                    warnings);
        }

        @Override
        public SyncOutcome undo(Lease lease, SyncException cause) {
            return end.rollBack(lease, cause);
        }

        private Published published(List<VerifiedTable> counted) {
            return new Published(counted, 0, "None: tables that run %s had replaced".formatted(generation.runId()));
        }
    }

    private Optional<SyncOutcome> restored(TargetDatabase target) {
        return target.runs()
                .published(run.runId())
                .map(p -> new Restored(
                        Restorer.restoredRun(target, run.runId()).orElse("unknown"),
                        p.tables(),
                        Duration.between(started, Instant.now()),
                        target.runs().previousSchemas(run.runId()),
                        List.of()));
    }
}
