package io.databasesync.engine.progress;

import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.TableName;
import java.util.HashMap;
import java.util.Map;

/// Rows of a run that are done, of tables in flight too; callers guard it.
final class RowCount {
    private final Map<TableName, Long> inFlight = new HashMap<>();
    private long done;
    private long total;

    /// @param rows an estimate
    void plan(long rows) {
        total += rows;
    }

    /// @param rows less than none where a copy is taken back
    void copied(TableName table, long rows) {
        inFlight.merge(table, rows, Long::sum);
    }

    void tableDone(TableName table, long rows) {
        done += rows;
        inFlight.remove(table);
        total = Math.max(total, done);
    }

    /// The total is no estimate any more.
    void allDone() {
        total = done;
    }

    /// Nothing is copied yet.
    void copyAnew() {
        done = 0;
        inFlight.clear();
    }

    /// Of whole tables.
    long done() {
        return done;
    }

    // An estimate of the total may be too low: then what is done is the total so far.
    Count count() {
        long copying = inFlight.values().stream().mapToLong(Long::longValue).sum();
        return new Count(Math.min(total, done + copying), total);
    }
}
