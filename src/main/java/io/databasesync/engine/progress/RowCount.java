package io.databasesync.engine.progress;

import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.TableName;
import java.util.HashMap;
import java.util.Map;

/// Counts the copied rows of a run, also of tables that are not complete. Callers synchronize access.
final class RowCount {
    private final Map<TableName, Long> inFlight = new HashMap<>();
    private long done;
    private long total;

    /// @param rows an estimate
    void plan(long rows) {
        total += rows;
    }

    /// @param rows negative if a copy is taken back
    void copied(TableName table, long rows) {
        inFlight.merge(table, rows, Long::sum);
    }

    void tableDone(TableName table, long rows) {
        done += rows;
        inFlight.remove(table);
        total = Math.max(total, done);
    }

    /// Replaces the estimated total by the counted one.
    void allDone() {
        total = done;
    }

    /// Starts again with no copied rows.
    void copyAnew() {
        done = 0;
        inFlight.clear();
    }

    /// The rows of complete tables.
    long done() {
        return done;
    }

    // The estimated total may be too low. Then the copied rows are limited to it.
    Count count() {
        long copying = inFlight.values().stream().mapToLong(Long::longValue).sum();
        return new Count(Math.min(total, done + copying), total);
    }
}
