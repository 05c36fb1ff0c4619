package io.databasesync.testing;

import io.databasesync.sync.Fix;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;

/// Failures for tests that only carry them, so that their words do not matter.
public final class Failures {
    private Failures() {}

    public static SyncException failure(Reason reason, String message) {
        return SyncException.of(reason, "", message, Fix.NONE);
    }

    public static Blocker blocker(Reason reason, String message) {
        return Blocker.of(failure(reason, message));
    }
}
