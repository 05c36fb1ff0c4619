package io.databasesync.engine;

import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.Stage;
import io.databasesync.postgres.Stage.StagedTable;
import io.databasesync.postgres.catalog.Index;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
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

    Indexing(Stage stage, RunProgress progress) {
        this.stage = stage;
        this.progress = progress;
    }

    private record Build(StagedTable table, Index index) {}

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

    private List<Build> builds() {
        return stage.tables().stream()
                .flatMap(t -> t.pair().shape().indexes().stream()
                        .filter(Indexing::builtAlone)
                        .map(i -> new Build(t, i)))
                .sorted(Comparator.comparingLong((Build b) -> RunProgress.cost(b.table(), b.index()))
                        .reversed())
                .toList();
    }

    private void finish(Builder builder, StagedTable table) {
        builder.writer().finish(table);
        table.pair().shape().indexes().stream().filter(i -> !builtAlone(i)).forEach(i -> progress.indexDone(table, i));
    }

    // The index of an exclusion constraint comes with the constraint.
    private static boolean builtAlone(Index index) {
        return index.constraint() == null || index.constraint().fromIndex();
    }

    private Builder open() {
        return new Builder(stage.openWriter());
    }

    private void build(Builder builder, Build build) {
        Instant started = Instant.now();
        progress.building(build.table(), build.index());
        String method = build.index().accessMethod();
        boolean vector = "ivfflat".equals(method) || "hnsw".equals(method);
        builder.writer().buildIndex(build.table(), build.index(), vector ? VECTOR_MEMORY : MEMORY);
        progress.indexDone(build.table(), build.index());
        LOG.info(
                "phase=Indexing table={} index={} took={}",
                build.table().name(),
                build.index().name(),
                Duration.between(started, Instant.now()));
    }
}
