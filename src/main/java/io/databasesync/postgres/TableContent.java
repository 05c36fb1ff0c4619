package io.databasesync.postgres;

/// Reads what was loaded, before anybody else sees it.
public interface TableContent {
    /// For messages: `in the stage`.
    String where();

    /// Rows of a table.
    long count(StagedTable table);

    /// Rows and content of a table.
    TableDigest checksum(StagedTable table);

    /// Names rows by which a table differs from its source.
    String differences(StagedTable table, SourceSnapshot.Reader source);
}
