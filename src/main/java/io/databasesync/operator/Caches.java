package io.databasesync.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The syncs and runs that the operator knows, for those that count them.
final class Caches {
    private volatile @Nullable Cache<DatabaseSync> syncs;
    private volatile @Nullable Cache<DatabaseSyncRun> runs;

    void syncs(Cache<DatabaseSync> cache) {
        syncs = cache;
    }

    void runs(Cache<DatabaseSyncRun> cache) {
        runs = cache;
    }

    List<DatabaseSync> syncs() {
        return all(syncs);
    }

    List<DatabaseSyncRun> runs() {
        return all(runs);
    }

    private static <T> List<T> all(@Nullable Cache<T> cache) {
        return cache == null ? List.of() : cache.list().toList();
    }
}
