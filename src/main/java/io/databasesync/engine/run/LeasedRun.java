package io.databasesync.engine.run;

import io.databasesync.engine.work.Heartbeat;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.OwnCode;
import io.databasesync.postgres.target.TableWrites;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.postgres.target.WriteBlock;
import io.databasesync.sync.Phase;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TargetWrites;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A run that holds the lease of its target.
public record LeasedRun(Run run, TargetDatabase target, Lease lease, Heartbeat heartbeat, TargetLink link) {
    public static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);
    private static final Duration LEASE_HEARTBEAT = Duration.ofSeconds(5);

    /// The work of a run under the lease.
    public interface Work {
        /// The phase that begins when the lease is taken.
        Phase first();

        /// The outcome of an earlier process of this run, which published and died before it reported that.
        Optional<SyncOutcome> published(TargetDatabase target);

        SyncOutcome run(LeasedRun leased);

        /// Undoes the run after a failure, also after a bug of ours.
        SyncOutcome undo(Lease lease, SyncException cause);
    }

    /// Takes the lease and keeps it, takes over from dead runs, does the work, and gives the lease up.
    public static SyncOutcome hold(Run run, TargetDatabase target, Work work) {
        Lease lease = lease(run, target);
        Heartbeat heartbeat = new Heartbeat(run.sessions());
        TargetLink link = new TargetLink(run, target, lease);
        SyncOutcome outcome;
        try (heartbeat) {
            run.progress().enter(work.first());
            heartbeat.every(TICK, run.progress()::tick);
            heartbeat.now(LEASE_HEARTBEAT, link::beat);
            // earlier processes' commits have ended then: only this process can still publish this run
            Optional<SyncOutcome> before = target.takeOver(run.request()) ? work.published(target) : Optional.empty();
            outcome = before.orElseGet(() -> work.run(new LeasedRun(run, target, lease, heartbeat, link)));
        } catch (RuntimeException | Error failure) { // a bug of ours must not leave the target half written either
            return work.undo(lease, named(run, heartbeat.causeOf(failure)));
        }
        new RunEnd(run).release(target, lease);
        return outcome;
    }

    private static Lease lease(Run run, TargetDatabase target) {
        try {
            return target.acquireLease(run.runId(), new LeaseWait(run.progress(), run.cancellation()));
        } catch (SyncException failure) { // event triggers fire for the schema of leases, too
            throw named(run, failure);
        }
    }

    private static SyncException named(Run run, SyncException failure) {
        if (!OwnCode.concerns(failure)) {
            return failure;
        }
        try {
            return run.reconnected(fresh -> OwnCode.named(failure, fresh));
        } catch (SyncException unnamed) {
            failure.addSuppressed(unnamed);
            return failure;
        }
    }

    /// What others have written to the tables since validation. The rows of runs that this one came after, and of
    /// processes whose place it took, do not count.
    public TableWrites writes() {
        if (target.cameAfterOthers()) {
            target.control().ask(TransactionMode.READ_ONLY, run.writes()::begin);
        }
        return run.writes();
    }

    /// Makes others wait who write to tables that a swap replaces, if the run is to do that.
    ///
    /// @param tables those that exist on the target
    /// @throws SyncException `TargetLocked` if others write to them all the time
    public void blockWriters(Collection<TableDefinition> tables) {
        if (run.request().safety().targetWrites() != TargetWrites.Block) {
            return;
        }
        WriteBlock block = WriteBlock.open(target, tables);
        run.lockRetry().run(target, lockTimeout -> {
            block.take(lockTimeout);
            return block;
        });
        heartbeat.every(KEEP_ALIVE, block::keepAlive);
        target.publishThrough(block);
    }

    /// Takes a snapshot of the source and keeps its connection from being idle.
    public SourceSnapshot snapshot(SourceDatabase source, List<TableName> tables) {
        return begunSnapshot(source, tables).get();
    }

    /// The same beside other work. Ask for it in the same thread.
    public Supplier<SourceSnapshot> begunSnapshot(SourceDatabase source, List<TableName> tables) {
        Supplier<SourceSnapshot> begun = source.begunSnapshot(tables);
        return () -> {
            SourceSnapshot snapshot = begun.get();
            heartbeat.every(KEEP_ALIVE, snapshot::keepAlive);
            return snapshot;
        };
    }

    /// Looks at the target about every second, beside the work.
    public Heartbeat.Beat observe(Runnable look) {
        return heartbeat.every(TICK, () -> link.looking(look));
    }

    /// Enters a phase. The history is told beside the work, which proves the lease itself. Publishing does not try
    /// again on another connection: before it, the run proves the lease, and that the way to the target is whole.
    public void enter(Phase phase) {
        heartbeat.check();
        if (phase == Phase.Publishing) {
            link.retrying(_ -> {
                target.proveLease(lease, run.progress().snapshot());
                return phase;
            });
        }
        run.progress().enter(phase);
        if (phase != Phase.Publishing) {
            heartbeat.soon(link::note);
        }
    }

    /// Enters a phase after a commit that proved the lease.
    public void enterProved(Phase phase) {
        heartbeat.check();
        run.progress().enter(phase);
    }
}
