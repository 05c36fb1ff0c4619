package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;

/// Finds the runs of one sync by an index on the cache of all runs: a cluster may keep many.
final class RunsOfSync {
    private static final String INDEX = "spec.syncRef";

    private RunsOfSync() {}

    static void index(IndexerResourceCache<DatabaseSyncRun> cache) {
        cache.addIndexer(INDEX, run -> List.of(key(run)));
    }

    /// The runs that name the same sync, including this one.
    static List<DatabaseSyncRun> like(DatabaseSyncRun run, IndexedResourceCache<DatabaseSyncRun> cache) {
        return cache.byIndex(INDEX, key(run));
    }

    private static String key(DatabaseSyncRun run) {
        return run.getMetadata().getNamespace() + "/" + run.getSpec().syncRef();
    }
}
