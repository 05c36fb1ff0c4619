package io.databasesync.postgres.copy;

/// Hears how far the copy of a table is, about every 64 KiB; must return at once.
@FunctionalInterface
public interface CopyListener {
    /// So much was sent since the last call. Rows are as read from the source; only the target's tag says what it took.
    void copied(long bytes, long rows);
}
