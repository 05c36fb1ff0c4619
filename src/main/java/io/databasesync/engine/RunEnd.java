package io.databasesync.engine;

import io.databasesync.postgres.Lease;
import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How runs that write to a target end, whatever they do: noted in its history, without a stage, without
/// the lease; unless another process shall go on with the run.
final class RunEnd {
    private static final Logger LOG = LoggerFactory.getLogger(RunEnd.class);

    private RunEnd() {}

    /// Notes a refusal in the target's history.
    static <T> T noting(TargetDatabase target, SyncRequest request, Supplier<T> validation) {
        try {
            return validation.get();
        } catch (SyncException refusal) {
            try {
                target.noteRefusal(request, refusal);
            } catch (SyncException unnoted) {
                refusal.addSuppressed(unnoted);
            }
            throw refusal;
        }
    }

    /// Gives up the lease of a run that has published.
    static void release(SyncRequest request, TargetDatabase target, Lease lease) {
        try {
            target.release(lease);
        } catch (SyncException lost) {
            LOG.debug("giving the lease up over another connection: {}", lost.getMessage());
            expiring(() -> {
                try (Sessions sessions = new Sessions(request.syncId(), new Cancellation())) {
                    TargetDatabase.connect(sessions, request.target()).release(lease);
                }
            });
        }
    }

    /// Gives up the lease of an earlier process of a run that had published, and died before it could do so.
    static void releaseLeft(SyncRequest request, TargetDatabase target) {
        expiring(() -> target.releaseLeft(request.syncId()));
    }

    // The content is visible; a lease that cannot be given up expires.
    private static void expiring(Runnable release) {
        try {
            release.run();
        } catch (SyncException e) {
            LOG.warn("the target stays leased for a while: {}", e.getMessage());
        }
    }

    /// Leaves the stage if another process may go on with it, else undoes the run.
    static SyncOutcome stop(
            SyncRequest request,
            Sessions lost,
            RunProgress progress,
            Cancellation cancellation,
            Lease lease,
            SyncException cause) {
        if (cancellation.drained()) {
            SyncException drained = new SyncException(
                    Reason.Cancelled, "this process was told to stop, but nobody cancelled the run", cause);
            return leave(request, lost, progress, lease, drained, "Drained");
        }
        if (request.resumable() && !cancellation.requested() && worthKeeping(cause.reason())) {
            return leave(request, lost, progress, lease, cause, cause.reason().name());
        }
        return rollBack(request, lost, progress, lease, cause);
    }

    // A full disk wants its space back, and of a lost lease the stage is somebody else's.
    private static boolean worthKeeping(Reason reason) {
        return switch (reason) {
            case ConnectionLost,
                    ConnectionFailed,
                    ConnectionRefused,
                    HostNotFound,
                    TargetLocked,
                    SourceLocked,
                    StandbyConflict -> true;
            default -> false;
        };
    }

    private static SyncOutcome leave(
            SyncRequest request, Sessions lost, RunProgress progress, Lease lease, SyncException cause, String word) {
        Phase stoppedIn = progress.phase();
        lost.close();
        try (Sessions sessions = new Sessions(request.syncId(), new Cancellation())) {
            String why = "%s: %s; what is copied is left to the next attempt".formatted(word, cause.getMessage());
            TargetDatabase.connect(sessions, request.target()).leave(lease, stoppedIn, why);
        } catch (RuntimeException unnoted) { // the next process starts the row again
            LOG.warn("the history does not say that the run was interrupted: {}", unnoted.getMessage());
        }
        return new SyncOutcome.Interrupted(stoppedIn, cause);
    }

    // With connections of its own: those of the run may be cancelled, aborted or lost.
    static SyncOutcome rollBack(
            SyncRequest request, Sessions lost, RunProgress progress, Lease lease, SyncException cause) {
        Phase failedIn = progress.phase();
        progress.enter(Phase.RollingBack);
        lost.close();
        try (Sessions sessions = new Sessions(request.syncId(), new Cancellation())) {
            TargetDatabase.connect(sessions, request.target()).rollBack(lease, failedIn, cause);
            return new SyncOutcome.RolledBack(failedIn, cause);
        } catch (RuntimeException failure) {
            SyncException cleanup = SyncException.of(failure);
            cause.addSuppressed(cleanup);
            return new SyncOutcome.Stuck(failedIn, cause, cleanup);
        }
    }
}
