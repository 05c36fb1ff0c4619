package io.databasesync.postgres.copy;

import java.time.Duration;

/// A copy that another thread watches.
public interface RunningCopy {
    /// Makes the writer fetch the error with which the target has ended the copy.
    void targetFailed();

    /// The time since the last byte moved; zero once all have moved.
    Duration stalledFor();

    /// Ends a stalled copy. The connection to the source is lost.
    void giveUp();
}
