package io.databasesync.postgres.target;

import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;

/// The record of a published run in the history.
///
/// @param bytes sent over the network
public record Published(List<VerifiedTable> tables, long bytes, String verification) {
    public Published {
        tables = List.copyOf(tables);
    }

    /// The rows of each table.
    public Map<TableName, Long> rowsByTable() {
        return VerifiedTable.rows(tables);
    }

    long rows() {
        return tables.stream().mapToLong(VerifiedTable::rows).sum();
    }
}
