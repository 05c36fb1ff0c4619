package io.databasesync.engine;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;

/// The function of the engine that its callers need: `SyncEngine::run`, or one of a test.
@FunctionalInterface
public interface SyncRunner {
    /// Executes the request and undoes it if it fails. It never throws for an error of a server or a request.
    SyncOutcome run(SyncRequest request, ProgressSink progress, Cancellation cancellation);
}
