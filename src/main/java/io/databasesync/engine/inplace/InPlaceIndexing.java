package io.databasesync.engine.inplace;

import io.databasesync.engine.progress.ProgressTracker;
import io.databasesync.engine.work.IndexBuild;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.inplace.InPlaceTables;
import io.databasesync.postgres.inplace.InPlaceTarget;
import io.databasesync.postgres.stage.IndexStep;
import io.databasesync.postgres.target.TargetDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds the indexes that were dropped before the copy, then the objects that need them, in the run's transaction.
final class InPlaceIndexing {
    private static final Logger LOG = LoggerFactory.getLogger(InPlaceIndexing.class);

    private final InPlaceTarget target;
    private final InPlaceTables tables;
    private final ProgressTracker progress;
    private final AtomicReference<@Nullable IndexBuild> building = new AtomicReference<>();

    InPlaceIndexing(InPlaceTarget target, InPlaceTables tables, ProgressTracker progress) {
        this.target = target;
        this.tables = tables;
        this.progress = progress;
    }

    /// Builds indexes, adds constraints and foreign keys, enables triggers.
    ///
    /// @throws io.databasesync.sync.SyncException `IndexFailed` or `ForeignKeyOutside`
    void run() {
        List<IndexBuild> builds = IndexBuild.of(tables);
        builds.stream().filter(IndexBuild::separate).forEach(this::build);
        for (RunTable table : tables.tables()) {
            target.finish(table);
            builds.stream()
                    .filter(b -> b.table().equals(table) && !b.separate())
                    .forEach(progress::indexDone);
        }
        target.restore();
    }

    /// Asks the server how far the build is; call it about every second.
    void observe(TargetDatabase server) {
        IndexBuild now = building.get();
        if (now != null) {
            server.indexBuilds().stream()
                    .filter(seen -> seen.backendPid() == target.backendPid())
                    .forEach(seen -> progress.building(now, seen.share(), seen.step()));
        }
    }

    private void build(IndexBuild build) {
        Instant started = Instant.now();
        progress.building(build);
        building.set(build);
        try {
            target.buildIndex(build.table(), new IndexStep(build.index(), build.memory()));
        } finally {
            building.set(null);
        }
        progress.indexDone(build);
        LOG.info(
                "phase=Indexing table={} index={} took={}",
                build.table().name(),
                build.index().name(),
                Duration.between(started, Instant.now()));
    }
}
