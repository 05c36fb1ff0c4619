package io.databasesync.engine;

import io.databasesync.postgres.IndexProgress;
import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.Stage;
import io.databasesync.postgres.Stage.StagedTable;
import io.databasesync.postgres.TargetDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds the indexes of the stage, several at once and the costliest first; then constraints, then foreign keys.
final class Indexing {
    private static final Logger LOG = LoggerFactory.getLogger(Indexing.class);
    /// ivfflat refuses to build with less than its samples need; the memory is only taken as far as it is used.
    private static final String VECTOR_MEMORY = "1GB";
    private static final String MEMORY = "256MB";

    private final Stage stage;
    private final RunProgress progress;
    private final Map<Integer, IndexBuild> building = new ConcurrentHashMap<>();

    Indexing(Stage stage, RunProgress progress) {
        this.stage = stage;
        this.progress = progress;
    }

    private record Builder(Stage.Writer writer) implements Workers.Resource {
        @Override
        public void close() {
            writer.close();
        }
    }

    void run(int indexesAtOnce, Sessions sessions) {
        Workers workers = new Workers("index", indexesAtOnce, sessions::cancelStatements);
        workers.run(builds(), this::open, this::build);
        workers.run(stage.tables(), this::open, this::finish);
        try (Stage.Writer writer = stage.openWriter()) {
            stage.addForeignKeys(writer);
        }
    }

    /// Asks the server how far the builds are; call it every second or so.
    void observe(TargetDatabase target) {
        if (building.isEmpty()) {
            return;
        }
        for (IndexProgress seen : target.indexBuilds()) {
            IndexBuild build = building.get(seen.backendPid());
            if (build != null) {
                progress.building(build, seen.share(), seen.step());
            }
        }
    }

    private List<IndexBuild> builds() {
        return IndexBuild.of(stage.tables()).stream()
                .filter(IndexBuild::alone)
                .sorted(Comparator.comparingLong(IndexBuild::cost).reversed())
                .toList();
    }

    private void finish(Builder builder, StagedTable table) {
        builder.writer().finish(table);
        IndexBuild.of(List.of(table)).stream().filter(b -> !b.alone()).forEach(progress::indexDone);
    }

    private Builder open() {
        return new Builder(stage.openWriter());
    }

    private void build(Builder builder, IndexBuild build) {
        Instant started = Instant.now();
        int pid = builder.writer().backendPid();
        progress.building(build);
        building.put(pid, build);
        try {
            builder.writer().buildIndex(build.table(), build.index(), build.vector() ? VECTOR_MEMORY : MEMORY);
        } finally {
            building.remove(pid);
        }
        progress.indexDone(build);
        LOG.info(
                "phase=Indexing table={} index={} took={}",
                build.table().name(),
                build.index().name(),
                Duration.between(started, Instant.now()));
    }
}
