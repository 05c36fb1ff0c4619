package io.databasesync.engine.progress;

import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.Plan.PlannedTable;
import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.Progress.TableProgress;
import io.databasesync.sync.TableName;
import java.util.List;

/// The copied rows and bytes of a run: in total, by table, and by second. Callers synchronize access.
final class TableCounts {
    private final Workload work;
    private final CopyPace pace;
    private final CopiedTables copied = new CopiedTables();
    private final MovingTables moving = new MovingTables();

    /// @param work gets the bytes of each table
    TableCounts(Workload work, CopyPace pace) {
        this.work = work;
        this.pace = pace;
    }

    /// A table whose rows will be copied or compared.
    ///
    /// @param rows an estimate; negative if it is unknown
    record Planned(TableName name, long rows, long bytes) {
        static Planned of(PlannedTable table) {
            return new Planned(
                    table.name(), table.source().rows(), table.source().bytes());
        }

        static Planned of(TablePair pair) {
            Table table = pair.source().table();
            return new Planned(pair.name(), table.estimatedRows(), table.bytes());
        }
    }

    void plan(List<Planned> tables) {
        copied.plan(
                tables.size(),
                tables.stream()
                        .mapToLong(t -> EstimatedRows.of(t.rows(), t.bytes()))
                        .sum());
        tables.forEach(t -> {
            work.plan(t.name(), t.bytes());
            moving.plan(t.name(), EstimatedRows.of(t.rows(), t.bytes()), t.bytes());
        });
    }

    /// Plans tables whose rows do not move.
    void plan(int tables) {
        copied.plan(tables, 0);
    }

    void begin(TableName table) {
        moving.begin(table);
    }

    /// @param bytes negative if a copy is taken back
    /// @return percent of the table
    long copied(TableName table, long bytes, long rows) {
        pace.copied(bytes);
        copied.rows(table, rows);
        moving.copied(table, bytes, rows);
        return work.copied(table, bytes);
    }

    void done(TableName table, long rows) {
        copied.done(table, rows);
        moving.done(table, rows);
        work.done(table);
    }

    /// Starts again with no copied rows.
    void copyAnew() {
        copied.copyAnew();
        moving.copyAnew();
        pace.copyAnew();
        work.copyAnew();
    }

    Count tables() {
        return copied.tables();
    }

    Count rows() {
        return copied.rows();
    }

    /// The rows of complete tables.
    long rowsDone() {
        return copied.rowsDone();
    }

    List<TableProgress> moving() {
        return moving.progress();
    }
}
