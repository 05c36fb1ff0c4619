package io.databasesync.engine;

import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.SourceSnapshot;
import io.databasesync.postgres.Stage;
import io.databasesync.postgres.Stage.StagedTable;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills the stage, several tables at once, the largest first.
final class Copying {
    private static final Logger LOG = LoggerFactory.getLogger(Copying.class);

    private final SourceSnapshot snapshot;
    private final Stage stage;
    private final Cancellation cancellation;
    private final RunProgress progress;

    Copying(SourceSnapshot snapshot, Stage stage, Cancellation cancellation, RunProgress progress) {
        this.snapshot = snapshot;
        this.stage = stage;
        this.cancellation = cancellation;
        this.progress = progress;
    }

    /// A connection to each side.
    private record Pipe(SourceSnapshot.Reader reader, Stage.Writer writer) implements Workers.Resource {
        @Override
        public void close() {
            reader.close();
            writer.close();
        }
    }

    /// @return rows that the target confirmed, by table
    Map<TableName, Long> run(int tablesAtOnce, Sessions sessions) {
        Map<TableName, Long> rows = new ConcurrentHashMap<>();
        new Workers("copy", tablesAtOnce, sessions::cancelStatements)
                .run(stage.tables(), this::open, (pipe, table) -> rows.put(table.name(), copy(pipe, table)));
        return Map.copyOf(rows);
    }

    private Pipe open() {
        SourceSnapshot.Reader reader = snapshot.openReader();
        try {
            return new Pipe(reader, stage.openWriter());
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private long copy(Pipe pipe, StagedTable table) {
        Instant started = Instant.now();
        progress.copying(table.name());
        long rows = pipe.writer()
                .copy(table, pipe.reader(), cancellation, (bytes, sent) -> progress.copied(table.name(), bytes, sent));
        progress.tableDone(table.name(), rows);
        LOG.info(
                "phase=Copying table={} rows={} took={}", table.name(), rows, Duration.between(started, Instant.now()));
        return rows;
    }
}
