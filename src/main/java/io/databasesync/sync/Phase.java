package io.databasesync.sync;

/// Where a run is. Constants are spelled as in `status.phase`.
public enum Phase {
    Pending,
    Validating,
    /// Nobody works on it: a person has to agree to its plan first.
    AwaitingApproval,
    Preparing,
    Copying,
    Indexing,
    Verifying,
    Publishing,
    RollingBack,
    Succeeded,
    Failed,
    Cancelled;

    /// Whether nothing happens to the run any more.
    public boolean terminal() {
        return this == Succeeded || this == Failed || this == Cancelled;
    }
}
