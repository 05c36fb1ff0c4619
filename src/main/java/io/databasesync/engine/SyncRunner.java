package io.databasesync.engine;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;

/// What the edges need of the engine: `SyncEngine::run`, or a test's own.
@FunctionalInterface
public interface SyncRunner {
    /// Does what the request says and undoes it if it fails; never throws for what a server or a request did wrong.
    SyncOutcome run(SyncRequest request, ProgressSink progress, Cancellation cancellation);
}
