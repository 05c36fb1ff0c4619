package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import java.util.List;
import java.util.Optional;

/// The end of a run on its target: it undoes what the run has made or leaves it to the next process, ends the history
/// row, and gives up the lease.
public final class RunCleanup {
    private final Session control;
    private final OwnSchema own;
    private final String applicationName;

    /// @param applicationName of this process
    RunCleanup(Session control, OwnSchema own, String applicationName) {
        this.control = control;
        this.own = own;
        this.applicationName = applicationName;
    }

    /// Undoes a run that failed after its first write: drops its stage, ends its history row, gives up the lease.
    public void rollBack(Lease lease, Phase failedIn, SyncException cause) {
        endOwn(lease);
        boolean mine = control.inTransaction(TransactionMode.READ_WRITE, t -> {
            Optional<Lease> holder = Lease.holder(t).map(LeaseHolder::lease);
            if (holder.filter(lease::successor).isEmpty()) { // otherwise the row belongs to that process now
                History.fail(t, lease.runId(), failedIn, cause);
            }
            return holder.filter(lease::equals).isPresent();
        });
        if (mine) { // otherwise the new holder of the lease drops what we left
            control.write(t -> {
                Leftovers.dropOthers(t, lease.runId());
                Leftovers.dropOwn(t, lease.runId());
            });
            release(lease);
        }
    }

    /// Records that this process of a run ends, and leaves its stage to the next one. The lease stays as well: until
    /// it expires, only the same run can take it.
    public void leave(Lease lease, Phase stoppedIn, String why) {
        endOwn(lease);
        control.write(t -> History.interrupt(t, lease, stoppedIn, why));
    }

    // Lost connections of the run may still be working and hold locks. This ends them now.
    private void endOwn(Lease lease) {
        Backends.endOthers(control, List.of(lease.runId()), applicationName);
    }

    public void release(Lease lease) {
        control.write(lease::release);
    }

    /// Gives up the lease of a process that published as this run and died before it gave up the lease itself.
    public void releaseLeft(String runId) {
        control.write(t -> Lease.releaseLeft(t, runId));
    }

    /// Records a refusal in the history, if this database has one: a refused first sync leaves no trace.
    public void noteRefusal(SyncRequest request, SyncException cause) {
        if (own.there()) {
            control.write(t -> {
                History.start(t, request);
                History.fail(t, request.runId(), Phase.Validating, cause);
            });
        }
    }
}
