package io.databasesync.engine.run;

import io.databasesync.engine.progress.ProgressTracker;
import io.databasesync.engine.work.Pause;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.LeaseHolder;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits while another run holds the target's lease. The lease of a dead run expires. A living run shows itself by
/// its next heartbeat, after some five seconds; then this run is refused.
final class LeaseWait implements Consumer<LeaseHolder> {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseWait.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final ProgressTracker progress;
    private final Cancellation cancellation;
    private @Nullable LeaseHolder first;

    LeaseWait(ProgressTracker progress, Cancellation cancellation) {
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /// Waits a moment.
    ///
    /// @throws SyncException `TargetBusy` if the holder lives; `Cancelled`
    @Override
    public void accept(LeaseHolder holder) {
        LeaseHolder before = first;
        if (before == null) {
            first = holder;
            LOG.info(
                    "phase=Validating waitingFor={} silentFor={}",
                    holder.lease().runId(),
                    holder.silentFor());
        } else if (!holder.isAsSilentAs(before)) {
            throw SyncException.of(
                    Reason.TargetBusy,
                    "run " + holder.lease().runId(),
                    "%s, so it is alive".formatted(sentence("run %s holds the target: its", holder)),
                    Fix.advice("wait until it has ended or cancel it, then sync again"));
        }
        progress.waiting("%s; it expires after %d s"
                .formatted(sentence("Waiting for the lease of run %s, whose", holder), Lease.EXPIRY.toSeconds()));
        Pause.about(LOOK_AGAIN, cancellation);
    }

    private static String sentence(String who, LeaseHolder holder) {
        return "%s last heartbeat was %d s ago"
                .formatted(
                        who.formatted(holder.lease().runId()),
                        holder.silentFor().toSeconds());
    }
}
