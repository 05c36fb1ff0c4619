package io.databasesync.postgres.target;

import io.databasesync.sync.SyncOutcome.VerifiedTable;
import java.util.List;

/// What the history says of a published run.
///
/// @param bytes over the wire
public record Published(List<VerifiedTable> tables, long bytes, String verification) {
    public Published {
        tables = List.copyOf(tables);
    }

    long rows() {
        return tables.stream().mapToLong(VerifiedTable::rows).sum();
    }
}
