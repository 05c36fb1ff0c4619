package io.databasesync.engine;

import io.databasesync.postgres.Lease;
import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.sync.Phase;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/// What a sync does around its work, whatever the mode: take the lease and keep it, take over from dead runs, end.
record LeasedRun(SyncRequest request, Sessions sessions, RunProgress progress, TargetDatabase target) {
    static final Duration TICK = Duration.ofSeconds(1);
    static final Duration SNAPSHOT_KEEP_ALIVE = Duration.ofSeconds(20);
    private static final Duration LEASE_HEARTBEAT = Duration.ofSeconds(5);

    /// @param work what is done under the lease
    /// @param undo how the run ends if that fails, a bug of ours included
    SyncOutcome run(
            BiFunction<Lease, Heartbeat, SyncOutcome> work, BiFunction<Lease, SyncException, SyncOutcome> undo) {
        Lease lease = target.acquireLease(request.syncId(), new LeaseWait(progress, sessions.cancellation()));
        Heartbeat heartbeat = new Heartbeat(sessions);
        SyncOutcome outcome;
        try (heartbeat) {
            progress.enter(Phase.Preparing);
            heartbeat.every(TICK, progress::tick);
            heartbeat.every(LEASE_HEARTBEAT, () -> target.heartbeat(lease, progress.snapshot()));
            target.takeOver(lease, request);
            // a commit that outlived its process has an end now: nobody else can publish as this run any more
            Optional<SyncOutcome> before = SyncEngine.published(request, target);
            outcome = before.isPresent() ? before.get() : work.apply(lease, heartbeat);
        } catch (RuntimeException | Error failure) {
            return undo.apply(lease, heartbeat.causeOf(failure));
        }
        RunEnd.release(request, target, lease);
        return outcome;
    }

    /// Enters a phase. The one before ends with a proof that the target still is ours, so that a lost one is found in
    /// the phase that lost it.
    void next(Lease lease, Phase phase) {
        target.heartbeat(lease, progress.snapshot());
        progress.enter(phase);
    }
}
