package io.databasesync.engine.run;

import io.databasesync.engine.progress.ProgressTracker;
import io.databasesync.engine.work.Pause;
import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.target.TableWrites;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import java.time.Instant;
import java.util.function.Function;

/// One execution of a request, with its sessions, its progress and its cancellation.
///
/// @param writes what others write to the tables of the target, from validation on
public record Run(
        SyncRequest request,
        Sessions sessions,
        ProgressTracker progress,
        Cancellation cancellation,
        TableWrites writes) {

    public String runId() {
        return request.runId();
    }

    /// The number of tables that the run reads or writes at the same time.
    public int tablesAtOnce() {
        return request.parallelism().tablesAtOnce();
    }

    /// The same run as validation has found it.
    ///
    /// @param parallelism what it does at the same time
    public Run with(Parallelism parallelism, TableWrites noticed) {
        return new Run(request.withParallelism(parallelism), sessions, progress, cancellation, noticed);
    }

    /// Retries work that waits for locks of the target.
    public LockRetry lockRetry() {
        return new LockRetry(request.safety(), cancellation);
    }

    /// Works on the target over new connections: those of the run may be cancelled, aborted or lost.
    <T> T reconnected(Function<TargetDatabase, T> work) {
        try (Sessions own = new Sessions(request.runId(), new Cancellation())) {
            return work.apply(TargetDatabase.connect(own, request.target()));
        }
    }

    /// The same, and waits up to `safety.reconnect` for a target that cannot be reached. Work that lost its connection
    /// is done again.
    <T> T reconnectedOnceThere(Function<TargetDatabase, T> work) {
        Instant end = Instant.now().plus(request.safety().reconnect());
        while (true) {
            try {
                return reconnected(work);
            } catch (SyncException e) {
                if (!TargetLink.broken(e)
                        || cancellation.requested()
                        || !Instant.now().isBefore(end)) {
                    throw e;
                }
                progress.waiting("Waiting for the target: " + e.getMessage());
                Pause.about(TargetLink.TRY_AGAIN, new Cancellation()); // the run may be cancelled already
            }
        }
    }
}
