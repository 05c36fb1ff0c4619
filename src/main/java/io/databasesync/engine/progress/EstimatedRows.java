package io.databasesync.engine.progress;

/// The rows of a table, for the progress only: where the server has no statistics yet, guessed from the size of the
/// table, so that a table that was never analyzed does not count as empty.
final class EstimatedRows {
    private static final long PAGE = 8192;

    /// Rows of about 120 bytes.
    private static final long PER_PAGE = 64;

    private EstimatedRows() {}

    /// @param statistics of the server; negative if it has none
    /// @param bytes of the table, with TOAST
    static long of(long statistics, long bytes) {
        return statistics >= 0 ? statistics : bytes / PAGE * PER_PAGE;
    }
}
