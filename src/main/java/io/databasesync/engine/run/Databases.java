package io.databasesync.engine.run;

import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.SyncRequest.Parallelism;

/// The source and the target of a run.
public record Databases(SourceDatabase source, TargetDatabase target) {
    /// Connections of each kind that even a small run needs.
    private static final int FIRST = 2;

    /// Begins to open the connections that copy, that index, and that keeps the lease.
    public void prepare(Parallelism parallelism) {
        int copying = Math.min(FIRST, parallelism.tables());
        source.prepare(copying);
        target.prepare(1 + copying + Math.min(FIRST, parallelism.indexes()));
    }
}
