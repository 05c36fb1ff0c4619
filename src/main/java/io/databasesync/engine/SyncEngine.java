package io.databasesync.engine;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;

/// Runs one request from validation to publication.
public final class SyncEngine {
    /// Does what the request says and undoes it if it fails; never throws for what a server or a request did wrong.
    public SyncOutcome run(SyncRequest request, ProgressSink progress, Cancellation cancellation) {
        return new SyncOutcome.RolledBack(
                io.databasesync.sync.Phase.Validating,
                new io.databasesync.sync.SyncException(
                        io.databasesync.sync.Reason.InternalError, "the engine is not there yet"));
    }
}
