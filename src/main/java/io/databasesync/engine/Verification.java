package io.databasesync.engine;

import io.databasesync.postgres.Publisher;
import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.Stage;
import io.databasesync.postgres.Stage.StagedTable;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Compares the stage with what was counted in the source's snapshot. What does not match is never published.
final class Verification {
    private final Stage stage;
    private final Map<TableName, Long> expected;

    /// Prepares a verification.
    ///
    /// @param source rows that were counted in the source's snapshot
    Verification(Stage stage, List<VerifiedTable> source) {
        this.stage = stage;
        this.expected = source.stream().collect(Collectors.toMap(VerifiedTable::name, VerifiedTable::rows));
    }

    private record Counter(Stage.Writer writer) implements Workers.Resource {
        @Override
        public void close() {
            writer.close();
        }
    }

    /// Counts every table of the stage, and looks for indexes and constraints that are not whole.
    ///
    /// @throws SyncException `VerificationFailed` or `ForeignKeyOutside`
    void run(int tablesAtOnce, Publisher publisher, Sessions sessions) {
        new Workers("verify", tablesAtOnce, sessions::cancelStatements)
                .run(stage.tables(), () -> new Counter(stage.openWriter()), this::count);
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
    }

    private void count(Counter counter, StagedTable table) {
        long source = expected.getOrDefault(table.name(), -1L);
        long staged = counter.writer().count(table);
        if (source != staged) {
            throw new SyncException(
                    Reason.VerificationFailed,
                    String.format(
                            Locale.ROOT,
                            "table %s has %,d rows in the source's snapshot and %,d in the stage; nothing was published, sync again",
                            table.name(),
                            source,
                            staged));
        }
    }
}
