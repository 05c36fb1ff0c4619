package io.databasesync.sync;

/// What is compared before anything is visible. Constants are spelled as in a manifest.
public enum Comparison {
    /// The rows of every table.
    Counts,
    /// The rows of every table, and a sum over their content.
    Checksum
}
