package io.databasesync.sync;

/// What a run does. Constants are spelled as in a manifest.
public enum Operation {
    /// Replaces the selected tables of the target.
    Sync,
    /// Says what a sync would do; writes nothing on either side.
    Plan
}
