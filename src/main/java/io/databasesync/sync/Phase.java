package io.databasesync.sync;

/// The phase of a run. Constants are spelled as in `status.phase`.
public enum Phase {
    Pending,
    Validating,
    /// The run waits: a person has to approve its plan first.
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

    /// Whether the run has ended.
    public boolean terminal() {
        return this == Succeeded || this == Failed || this == Cancelled;
    }
}
