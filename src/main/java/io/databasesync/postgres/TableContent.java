package io.databasesync.postgres;

import io.databasesync.sync.NamedRows;

/// Reads what was loaded, before anybody else sees it.
public interface TableContent {
    /// For messages: `in the stage`.
    String where();

    /// Rows of a table.
    long count(StagedTable table);

    /// Rows and content of a table.
    TableDigest checksum(StagedTable table);

    /// Rows by which a table differs from its source.
    NamedRows differences(StagedTable table, SourceSnapshot.Reader source);
}
