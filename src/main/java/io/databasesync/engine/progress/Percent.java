package io.databasesync.engine.progress;

import io.databasesync.engine.progress.ProgressSentence.Kind;
import io.databasesync.sync.Phase;

/// The percentage of a run. It never decreases, and is 100 only at the end. Callers synchronize access.
final class Percent {
    private static final int BEFORE_COPYING = 2;
    private static final int AFTER_INDEXING = 96;

    private int reached;

    /// @param share the done share of the work, 0 to 1
    int of(Phase phase, Kind kind, double share) {
        int now = switch (phase) {
            case Pending, Validating, AwaitingApproval -> 0;
            case Preparing -> 1;
            case Copying, Indexing -> BEFORE_COPYING + (int) ((AFTER_INDEXING - BEFORE_COPYING) * share);
            case Verifying -> kind == Kind.Comparison ? 1 + (int) (98 * share) : AFTER_INDEXING + 1;
            case Publishing -> AFTER_INDEXING + 3;
            case Succeeded -> 100;
            case RollingBack, Failed, Cancelled -> reached;
        };
        reached = Math.max(reached, now);
        return reached;
    }
}
