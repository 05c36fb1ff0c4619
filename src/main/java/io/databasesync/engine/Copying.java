package io.databasesync.engine;

import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.SourceSnapshot;
import io.databasesync.postgres.Stage;
import io.databasesync.postgres.Stage.StagedTable;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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

    /// Copies every table, and counts it on the source while the snapshot is there.
    ///
    /// @return rows in the source's snapshot; the target has confirmed as many
    /// @throws SyncException `CopyFailed`, or `VerificationFailed` if the target confirmed another number
    List<VerifiedTable> run(int tablesAtOnce, Sessions sessions) {
        List<VerifiedTable> copied = Collections.synchronizedList(new ArrayList<>());
        new Workers("copy", tablesAtOnce, sessions::cancelStatements)
                .run(stage.tables(), this::open, (pipe, table) -> copied.add(copy(pipe, table)));
        copied.sort(Comparator.comparing(VerifiedTable::name));
        return List.copyOf(copied);
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

    private VerifiedTable copy(Pipe pipe, StagedTable table) {
        Instant started = Instant.now();
        progress.copying(table.name());
        long rows = pipe.writer()
                .copy(table, pipe.reader(), cancellation, (bytes, sent) -> progress.copied(table.name(), bytes, sent));
        progress.tableDone(table.name(), rows);
        LOG.info(
                "phase=Copying table={} rows={} took={}", table.name(), rows, Duration.between(started, Instant.now()));
        long source = pipe.reader().count(table.name());
        if (source != rows) {
            throw new SyncException(
                    Reason.VerificationFailed,
                    String.format(
                            Locale.ROOT,
                            "table %s has %,d rows in the source's snapshot, but %,d were copied; nothing was published, sync again",
                            table.name(),
                            source,
                            rows));
        }
        return new VerifiedTable(table.name(), rows);
    }
}
