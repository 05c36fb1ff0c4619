package io.databasesync.engine.run;

import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends a run that writes to a target: notes the end in the history, drops the stage and gives up the lease, unless
/// another process will continue the run.
public record RunEnd(Run run) {
    private static final Logger LOG = LoggerFactory.getLogger(RunEnd.class);

    /// The outcome of an earlier process of this run, which published and died before it reported that.
    public Optional<SyncOutcome> published(TargetDatabase target) {
        return target.runs()
                .published(run.runId())
                .map(p -> new SyncOutcome.Synced(
                        target.runs().mode(run.runId()),
                        p.tables(),
                        p.bytes(),
                        Duration.ZERO,
                        target.runs().previousSchemas(run.runId()),
                        p.verification(),
                        List.of(),
                        List.of(),
                        run.request().verification()));
    }

    /// Finds out whether a run has published although it failed while it published. The answer to its commit may be
    /// lost, and a failure after the commit does not undo it.
    ///
    /// @param done what the commit did, for the warning
    /// @param endSession ends the session that committed; afterwards its work is committed or never will be
    /// @return a warning, if the run has published
    /// @throws SyncException the failure, if it has not
    public String afterCommit(String done, SyncException failure, Consumer<TargetDatabase> endSession) {
        boolean committed = run.reconnectedOnceThere(fresh -> {
            endSession.accept(fresh);
            return fresh.runs().published(run.runId()).isPresent();
        });
        if (!committed) {
            throw failure;
        }
        return done + ", but then: " + failure.getMessage();
    }

    /// Notes a refusal in the target's history.
    public <T> T noting(TargetDatabase target, Supplier<T> validation) {
        try {
            return validation.get();
        } catch (SyncException refusal) {
            try {
                target.cleanup().noteRefusal(run.request(), refusal);
            } catch (SyncException unnoted) {
                refusal.addSuppressed(unnoted);
            }
            throw refusal;
        }
    }

    /// Gives up the lease of a run that has published.
    void release(TargetDatabase target, Lease lease) {
        try {
            target.cleanup().release(lease);
        } catch (SyncException lost) {
            LOG.debug("giving the lease up over another connection: {}", lost.getMessage());
            expiring(() -> run.reconnected(fresh -> {
                fresh.cleanup().release(lease);
                return fresh;
            }));
        }
    }

    /// Gives up the lease of an earlier process of the run, which published and died before it gave up the lease.
    public void releaseLeft(TargetDatabase target) {
        expiring(() -> target.cleanup().releaseLeft(run.runId()));
    }

    // The content is visible. A lease that the run cannot give up expires.
    private static void expiring(Runnable release) {
        try {
            release.run();
        } catch (SyncException e) {
            LOG.warn("the target stays leased for a while: {}", e.getMessage());
        }
    }

    /// Leaves the stage if another process may continue with it; otherwise undoes the run.
    public SyncOutcome stop(Lease lease, SyncException cause) {
        if (run.cancellation().drained()) {
            SyncException drained = SyncException.of(
                            Reason.Cancelled,
                            "the run",
                            "this process was told to stop, but nobody cancelled the run",
                            Fix.NONE)
                    .causedBy(cause);
            return leave(lease, drained, "Drained");
        }
        if (run.request().resumable() && !run.cancellation().requested() && worthKeeping(cause.reason())) {
            return leave(lease, cause, cause.reason().name());
        }
        return rollBack(lease, cause);
    }

    // A full disk needs the space of the stage. After a lost lease, the stage belongs to another process.
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

    private SyncOutcome leave(Lease lease, SyncException cause, String word) {
        Phase stoppedIn = run.progress().phase();
        run.sessions().close();
        String why = "%s: %s; what is copied is left to the next attempt".formatted(word, cause.getMessage());
        try {
            run.reconnected(fresh -> {
                fresh.cleanup().leave(lease, stoppedIn, why);
                return fresh;
            });
        } catch (RuntimeException | Error unnoted) { // the next process starts the history row again
            LOG.warn("the history does not say that the run was interrupted: {}", unnoted.getMessage());
        }
        return new SyncOutcome.Interrupted(stoppedIn, cause);
    }

    /// Undoes the run.
    public SyncOutcome rollBack(Lease lease, SyncException cause) {
        Phase failedIn = run.progress().phase();
        run.progress().enter(Phase.RollingBack);
        run.sessions().close();
        try {
            return run.reconnectedOnceThere(fresh -> {
                fresh.cleanup().rollBack(lease, failedIn, cause);
                return new SyncOutcome.RolledBack(failedIn, cause);
            });
        } catch (RuntimeException | Error failure) {
            SyncException cleanup = SyncException.of(failure);
            cause.addSuppressed(cleanup);
            return new SyncOutcome.Stuck(failedIn, cause, cleanup);
        }
    }
}
