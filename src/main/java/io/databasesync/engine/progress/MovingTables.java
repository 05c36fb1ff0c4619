package io.databasesync.engine.progress;

import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.Progress.TableProgress;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The progress of each table of a run. Callers synchronize access.
final class MovingTables {
    private static final Comparator<Entry> ORDER = Comparator.comparing((Entry table) -> table.state)
            .thenComparing(table -> table.bytesTotal, Comparator.reverseOrder());

    private final Map<TableName, Entry> tables = new LinkedHashMap<>();

    /// In the order in which a person wants to see them.
    private enum State {
        Working,
        Waiting,
        Done
    }

    private static final class Entry {
        private State state = State.Waiting;
        private long rows;
        private long rowsTotal;
        private long bytes;
        private final long bytesTotal;
        private long sentBytes;
        private long nanos;
        private long since;

        private Entry(long rowsTotal, long bytesTotal) {
            this.rowsTotal = rowsTotal;
            this.bytesTotal = bytesTotal;
        }

        private long perSecond() {
            long spent = state == State.Working ? System.nanoTime() - since : nanos;
            return spent < Duration.ofSeconds(1).toNanos()
                    ? 0
                    : (long)
                            (sentBytes / (spent / (double) Duration.ofSeconds(1).toNanos()));
        }

        private TableProgress progress(TableName name) {
            return new TableProgress(
                    name.toString(),
                    state == State.Working,
                    new Count(rows, Math.max(rows, rowsTotal)),
                    new Count(Math.min(bytes, bytesTotal), bytesTotal),
                    perSecond());
        }
    }

    /// @param rows an estimate
    void plan(TableName table, long rows, long bytes) {
        tables.put(table, new Entry(rows, bytes));
    }

    /// Notes that rows of the table move now.
    void begin(TableName table) {
        Entry entry = tables.get(table);
        if (entry != null && entry.state != State.Working) {
            entry.state = State.Working;
            entry.since = System.nanoTime();
        }
    }

    /// @param bytes negative if a copy is taken back
    void copied(TableName table, long bytes, long rows) {
        Entry entry = tables.get(table);
        if (entry != null) {
            begin(table);
            entry.bytes += bytes;
            entry.sentBytes += bytes;
            entry.rows += rows;
        }
    }

    /// Notes that the table is complete.
    void done(TableName table, long rows) {
        Entry entry = tables.get(table);
        if (entry != null) {
            entry.nanos = entry.state == State.Working ? System.nanoTime() - entry.since : 0;
            entry.state = State.Done;
            entry.rows = rows;
            entry.rowsTotal = rows;
            entry.bytes = entry.bytesTotal;
        }
    }

    /// Starts again with no copied rows.
    void copyAnew() {
        tables.replaceAll((_, entry) -> new Entry(entry.rowsTotal, entry.bytesTotal));
    }

    /// Those in work, then the largest that wait, then the largest that are complete.
    List<TableProgress> progress() {
        return tables.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(ORDER))
                .limit(Progress.MAX_MOVING)
                .map(table -> table.getValue().progress(table.getKey()))
                .toList();
    }
}
