package io.databasesync.engine;

import io.databasesync.postgres.Publisher;
import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.SourceSnapshot;
import io.databasesync.postgres.Stage;
import io.databasesync.postgres.Stage.StagedTable;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Compares the stage with the source's snapshot. What does not match is never published.
final class Verification {
    private final SourceSnapshot snapshot;
    private final Stage stage;

    Verification(SourceSnapshot snapshot, Stage stage) {
        this.snapshot = snapshot;
        this.stage = stage;
    }

    private record Counter(SourceSnapshot.Reader reader, Stage.Writer writer) implements Workers.Resource {
        @Override
        public void close() {
            reader.close();
            writer.close();
        }
    }

    /// Counts every table on both sides, and looks for indexes and constraints that are not whole.
    ///
    /// @param copied rows that the target confirmed while copying
    /// @throws SyncException `VerificationFailed` or `ForeignKeyOutside`
    List<VerifiedTable> run(int tablesAtOnce, Map<TableName, Long> copied, Publisher publisher, Sessions sessions) {
        Map<TableName, Long> counted = new ConcurrentHashMap<>();
        new Workers("verify", tablesAtOnce, sessions::cancelStatements)
                .run(
                        stage.tables(),
                        () -> new Counter(snapshot.openReader(), stage.openWriter()),
                        (counter, table) -> counted.put(
                                table.name(), count(counter, table, copied.getOrDefault(table.name(), 0L))));
        List<String> broken = stage.brokenParts();
        if (!broken.isEmpty()) {
            throw new SyncException(
                    Reason.VerificationFailed,
                    "in the stage, %s; nothing was published, sync again".formatted(String.join("; ", broken)));
        }
        List<String> violations = publisher.foreignKeyViolations();
        if (!violations.isEmpty()) {
            throw new SyncException(
                    Reason.ForeignKeyOutside,
                    "%s; include those tables too, or mend the rows".formatted(String.join("; ", violations)));
        }
        return stage.tables().stream()
                .map(t -> new VerifiedTable(t.name(), counted.getOrDefault(t.name(), 0L)))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    private static long count(Counter counter, StagedTable table, long copied) {
        long source = counter.reader().count(table.name());
        long staged = counter.writer().count(table);
        if (source != staged || source != copied) {
            throw new SyncException(
                    Reason.VerificationFailed,
                    String.format(
                            Locale.ROOT,
                            "table %s has %,d rows in the source's snapshot, %,d were copied and %,d are in the stage;"
                                    + " nothing was published, sync again",
                            table.name(),
                            source,
                            copied,
                            staged));
        }
        return source;
    }
}
