package io.databasesync.engine.run;

import io.databasesync.engine.work.Pause;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.ServerProcesses;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way to the target while a run holds its lease. If connections are lost, the run waits up to `safety.reconnect`,
/// connects again, proves its lease and repeats what was under way. All threads of the run share it: one reconnects,
/// the others wait for it.
public final class TargetLink {
    private static final Logger LOG = LoggerFactory.getLogger(TargetLink.class);
    /// Work that loses its connection so often is not lost by accident.
    private static final int TRIES = 5;
    static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final Run run;
    private final TargetDatabase target;
    private final Lease lease;
    private volatile int restored;
    private volatile ServerProcesses server = ServerProcesses.UNKNOWN;
    private @Nullable SyncException gone;

    TargetLink(Run run, TargetDatabase target, Lease lease) {
        this.run = run;
        this.target = target;
        this.lease = lease;
    }

    /// Whether a failure says that a connection is lost or cannot be made now.
    public static boolean broken(SyncException failure) {
        return switch (failure.reason()) {
            case ConnectionLost, ConnectionFailed, ConnectionRefused, HostNotFound -> true;
            default -> false;
        };
    }

    /// Keeps the lease; call it every few seconds.
    ///
    /// @throws SyncException `TargetBusy` if another process has taken the lease; the failure of the link if it
    /// could not be restored
    void beat() {
        beating(() -> {
            if (server.equals(ServerProcesses.UNKNOWN)) { // the run has just begun, and nothing is idle
                server = target.processes();
                target.proveLease(lease, run.progress().snapshot());
            } else {
                target.heartbeat(lease, run.progress().snapshot());
            }
        });
    }

    /// Notes the run's progress, and keeps the lease, without the connections that are at work.
    ///
    /// @throws SyncException as `beat`
    void note() {
        beating(() -> target.proveLease(lease, run.progress().snapshot()));
    }

    private void beating(Runnable beat) {
        try {
            retrying(_ -> {
                beat.run();
                return 0;
            });
        } catch (SyncException e) {
            if (e.reason() != Reason.TargetLocked) { // the publishing transaction proves the lease: nobody else can
                throw e;
            }
        }
    }

    /// Looks at the target beside the work. A lost connection is not its concern: the work notices it too.
    public void looking(Runnable look) {
        try {
            look.run();
        } catch (SyncException e) {
            if (!broken(e)) {
                throw e;
            }
            LOG.debug("not seen: {}", e.getMessage());
        }
    }

    /// Does work on the target, and again if a connection is lost meanwhile. The work must open lost connections anew.
    ///
    /// @param work takes the number of the try, from 1: if it is not the first, the one before may have committed
    public <T> T retrying(IntFunction<T> work) {
        for (int tries = 1; ; tries++) {
            int before = restored;
            try {
                return work.apply(tries);
            } catch (SyncException e) {
                if (!broken(e) || tries == TRIES) {
                    throw e;
                }
                restore(before, e);
            }
        }
    }

    /// How often the link was restored; for `restore`.
    public int restored() {
        return restored;
    }

    /// Makes sure that the target can be reached again, and that nobody else has written to it.
    ///
    /// @param before `restored` when the work began that failed
    /// @throws SyncException the failure, if the target does not come back in time
    public synchronized void restore(int before, SyncException failure) {
        if (before != restored) {
            return; // another thread has done so
        }
        if (gone != null) {
            throw gone;
        }
        if (run.sessions().givenUp() || run.cancellation().requested()) {
            throw failure;
        }
        try {
            if (!answers()) {
                run.sessions().drop(target.endpoint());
            }
            reconnect(failure);
            restored++;
        } catch (SyncException e) {
            gone = e;
            throw e;
        }
    }

    // One connection of several may be lost.
    private boolean answers() {
        try {
            target.heartbeat(lease, run.progress().snapshot());
            return true;
        } catch (SyncException e) {
            return e.reason() == Reason.TargetLocked;
        }
    }

    private void reconnect(SyncException failure) {
        Duration patience = run.request().safety().reconnect();
        Instant end = Instant.now().plus(patience);
        LOG.warn("phase={} patience={} lost={}", run.progress().phase(), patience, failure.getMessage());
        for (boolean waited = false; ; waited = true) {
            try {
                if (!target.reconnect(lease, server)) {
                    break;
                }
                if (waited) {
                    run.progress().reconnected();
                }
                LOG.info("phase={} reconnected=true", run.progress().phase());
                return;
            } catch (SyncException e) {
                if (!broken(e) || run.sessions().givenUp()) {
                    throw e;
                }
                if (!Instant.now().isBefore(end)) {
                    throw lost(
                            failure,
                            "did not come back within %s: %s".formatted(Durations.format(patience), e.getMessage()));
                }
                run.progress().reconnecting("Lost the target, connecting again: " + e.getMessage());
                Pause.about(TRY_AGAIN, run.cancellation());
            }
        }
        throw lost(failure, "was restarted or is another server now, and may lack rows that this run has loaded");
    }

    private SyncException lost(SyncException failure, String then) {
        return SyncException.of(
                        Reason.ConnectionLost,
                        "database " + target.endpoint(),
                        "%s; database %s %s".formatted(failure.getMessage(), target.endpoint(), then),
                        Fix.advice("check the server and the network, then sync again"))
                .causedBy(failure);
    }
}
