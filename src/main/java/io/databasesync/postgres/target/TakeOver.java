package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.SyncRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The beginning of a run on its target: it takes the lease, and takes over from runs that died. That costs two
/// messages, and one more if they left something.
///
/// @param dead runs without a live process
record TakeOver(Lease lease, List<Leftovers.DeadRun> dead) {

    /// Takes the lease.
    ///
    /// @return empty if another run has it
    static Optional<TakeOver> begin(Session control, String runId) {
        return control.ask(TransactionMode.READ_WRITE, t -> {
            Answer<Optional<Lease>> lease = Lease.acquire(t, runId);
            Answer<List<Leftovers.DeadRun>> dead = Leftovers.dead(t);
            return lease.map(taken -> taken.map(l -> new TakeOver(l, dead.get())));
        });
    }

    /// Ends the sessions of dead runs, drops the leftovers of other runs, and starts the history row.
    ///
    /// @param own the application name of this process
    /// @return whether an earlier process of the run has published it: none can do so any more
    boolean finish(Session control, SyncRequest request, String own) {
        List<String> ended =
                new ArrayList<>(dead.stream().map(Leftovers.DeadRun::runId).toList());
        ended.add(lease.runId());
        boolean published = control.inTransaction(TransactionMode.READ_WRITE, t -> {
            Backends.endOthers(t, ended, own);
            History.endDeadRuns(t, lease.runId());
            History.start(t, request);
            Leftovers.forgetOthers(t, lease.runId());
            Answer<Optional<Published>> before = History.published(t, lease.runId());
            t.commit();
            return before.get().isPresent();
        });
        if (dead.stream().anyMatch(run -> run.left() && !run.runId().equals(lease.runId()))) {
            control.write(t -> Leftovers.dropOthers(t, lease.runId()));
        }
        return published;
    }
}
