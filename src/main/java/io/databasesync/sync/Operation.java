package io.databasesync.sync;

/// What a run does. Constants are spelled as in a manifest.
public enum Operation {
    /// Replaces the selected tables of the target.
    Sync,
    /// Reports what a sync would do; writes nothing on either side.
    Plan,
    /// Compares the selected tables of both databases by checksum; writes nothing on either side.
    Verify,
    /// Undoes the newest run of the selected tables on the target.
    Rollback
}
