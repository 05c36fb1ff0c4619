package io.databasesync.sync;

import java.util.Optional;

/// The databases that a run has reached so far, by the user's names of the two ends.
public record ReachedDatabases(Optional<DatabaseIdentity> local, Optional<DatabaseIdentity> remote) {

    /// As a run knows them, by what its direction makes of them.
    public static ReachedDatabases of(
            Direction direction, Optional<DatabaseIdentity> source, Optional<DatabaseIdentity> target) {
        return new ReachedDatabases(direction.source(source, target), direction.target(source, target));
    }
}
