package io.databasesync.sync;

import java.util.List;

/// What a run is going to do, decided before the first write.
///
/// @param source the database that is read, with server version: `app@db:5432 (PostgreSQL 17.6)`
/// @param target the database that is replaced, likewise
/// @param tables in the order they are copied, largest first
/// @param excluded tables that a pattern took out
/// @param warnings what a person should know and that does not stop the run
public record SyncPlan(
        String source, String target, List<PlannedTable> tables, List<TableName> excluded, List<String> warnings) {

    public SyncPlan {
        tables = List.copyOf(tables);
        excluded = List.copyOf(excluded);
        warnings = List.copyOf(warnings);
    }

    /// One table of the plan.
    ///
    /// @param estimatedRows the source's own estimate, -1 if it has none
    /// @param sourceBytes heap and TOAST on the source
    /// @param indexes indexes to build, those of constraints included
    /// @param created whether the target lacks it
    public record PlannedTable(
            TableName name, long estimatedRows, long sourceBytes, int indexes, boolean binary, boolean created) {}

    public long totalBytes() {
        return tables.stream().mapToLong(PlannedTable::sourceBytes).sum();
    }

    public long estimatedRows() {
        return tables.stream().mapToLong(t -> Math.max(0, t.estimatedRows())).sum();
    }

    public int totalIndexes() {
        return tables.stream().mapToInt(PlannedTable::indexes).sum();
    }
}
