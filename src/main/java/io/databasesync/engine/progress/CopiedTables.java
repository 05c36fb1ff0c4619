package io.databasesync.engine.progress;

import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.TableName;
import java.util.HashMap;
import java.util.Map;

/// Counts the complete tables of a run and the copied rows, also of tables that are not complete. Callers synchronize
/// access.
final class CopiedTables {
    private final Map<TableName, Long> inFlight = new HashMap<>();
    private int tablesDone;
    private int tablesTotal;
    private long rowsDone;
    private long rowsTotal;

    /// @param rows an estimate
    void plan(int tables, long rows) {
        tablesTotal = tables;
        rowsTotal = rows;
    }

    /// @param rows negative if a copy is taken back
    void rows(TableName table, long rows) {
        inFlight.merge(table, rows, Long::sum);
    }

    /// Counts a table as complete. With the last one, the counted rows replace their estimate.
    void done(TableName table, long rows) {
        tablesDone++;
        rowsDone += rows;
        inFlight.remove(table);
        rowsTotal = tablesDone == tablesTotal ? rowsDone : Math.max(rowsTotal, rowsDone);
    }

    /// Starts again with no copied tables.
    void copyAnew() {
        tablesDone = 0;
        rowsDone = 0;
        inFlight.clear();
    }

    Count tables() {
        return new Count(tablesDone, tablesTotal);
    }

    // The estimated total may be too low. Then the copied rows are limited to it.
    Count rows() {
        long copying = inFlight.values().stream().mapToLong(Long::longValue).sum();
        return new Count(Math.min(rowsTotal, rowsDone + copying), rowsTotal);
    }

    /// The rows of complete tables.
    long rowsDone() {
        return rowsDone;
    }
}
