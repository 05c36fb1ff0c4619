package io.databasesync.sync;

/// What a run compares before anything is visible. Constants are spelled as in a manifest.
public enum Comparison {
    /// The number of rows of every table.
    Counts,
    /// The number of rows of every table, and a checksum of their content.
    Checksum
}
