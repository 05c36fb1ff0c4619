package io.databasesync.postgres.stage;

import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import java.util.Optional;

/// What the source's planner knows about the rows of a table, to be written to the stage instead of gathering it there
/// once more.
///
/// @param rows that the stage got
/// @param json as `read_statistics.sql` makes it
/// @see <a href="https://www.postgresql.org/docs/18/functions-admin.html#FUNCTIONS-ADMIN-STATSMOD">functions of
/// version 18</a>
public record TableStatistics(long rows, String json) {
    private static final int OLDEST_SOURCE = 170000;
    private static final int OLDEST_TARGET = 180000;
    private static final String ORDERING =
            SqlResource.load("statistics_ordering").strip();

    /// Whether these servers can hand over statistics.
    public static boolean possible(ServerIdentity source, ServerIdentity target) {
        return source.versionNumber() >= OLDEST_SOURCE && target.versionNumber() >= OLDEST_TARGET;
    }

    /// Reads them. Empty if the source lacks some, if they are old, or if they are very long.
    public static Optional<TableStatistics> read(SourceSnapshot.Reader source, RunTable table, long rows) {
        return source
                .transaction()
                .query(
                        statement("read_statistics"),
                        row -> new TableStatistics(rows, row.getString(1)),
                        Reason.CopyFailed,
                        "reading the statistics of table %s on the source".formatted(table.name()),
                        table.pair().source().oid())
                .stream()
                .findFirst();
    }

    /// Writes them in the caller's transaction.
    ///
    /// @return whether they fit the stage table; otherwise its statistics have to be gathered
    boolean write(Transaction stage, RunTable table) {
        return stage.query(
                        statement("restore_statistics"),
                        row -> row.getBoolean(1),
                        Reason.IndexFailed,
                        "writing the statistics of table " + table.name(),
                        json,
                        table.ddl().stage(),
                        rows)
                .getFirst();
    }

    private static String statement(String name) {
        return SqlResource.load(name).replace("@ordering@", ORDERING);
    }
}
