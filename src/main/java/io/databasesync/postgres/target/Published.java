package io.databasesync.postgres.target;

import io.databasesync.sync.SyncOutcome.VerifiedTable;
import java.util.List;

/// The record of a published run in the history.
///
/// @param bytes sent over the network
public record Published(List<VerifiedTable> tables, long bytes, String verification) {
    public Published {
        tables = List.copyOf(tables);
    }

    long rows() {
        return tables.stream().mapToLong(VerifiedTable::rows).sum();
    }
}
