package io.databasesync.sync;

/// What a run does when others write to its tables on the target. Constants are spelled as in a manifest.
public enum TargetWrites {
    /// Publishes, and names the tables in its warnings.
    Warn,
    /// Ends before it publishes.
    Refuse,
    /// Makes others wait who write, from the start of the run until it has published.
    Block
}
