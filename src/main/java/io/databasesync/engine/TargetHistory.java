package io.databasesync.engine;

import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.RecordedRun;
import java.util.List;

/// The runs that wrote to a target, as the target records them. Reading them writes nothing.
public final class TargetHistory {
    private static final int NEWEST = 50;

    private TargetHistory() {}

    /// The newest fifty runs, newest first; empty if no run ever wrote there.
    ///
    /// @throws io.databasesync.sync.SyncException if the target cannot be reached or read
    public static List<RecordedRun> read(ConnectionSettings target) {
        try (Sessions sessions = new Sessions("history", new Cancellation())) {
            return TargetDatabase.connect(sessions, target).runs().newest(NEWEST);
        }
    }
}
