package io.databasesync.engine;

import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.SyncRequest;
import java.util.function.Function;

/// One execution of a request: what is wanted, over which sessions, who hears of it, and how it is cancelled.
record Run(SyncRequest request, Sessions sessions, RunProgress progress, Cancellation cancellation) {

    String syncId() {
        return request.syncId();
    }

    /// Tables that are read or written at the same time.
    int tablesAtOnce() {
        return request.parallelism().tables();
    }

    /// For what waits for locks of the target.
    LockRetry lockRetry() {
        return new LockRetry(request.safety(), cancellation);
    }

    /// Does something with the target over new connections: those of the run may be cancelled, aborted or lost.
    <T> T reconnected(Function<TargetDatabase, T> work) {
        try (Sessions own = new Sessions(request.syncId(), new Cancellation())) {
            return work.apply(TargetDatabase.connect(own, request.target()));
        }
    }
}
