package io.databasesync.postgres.copy;

/// Receives the progress of a table's copy, about every 64 KiB. Must return at once.
@FunctionalInterface
public interface CopyListener {
    /// Called with the bytes and rows since the last call. Rows are counted as read from the source; only the
    /// target's tag tells how many it took.
    void copied(long bytes, long rows);
}
