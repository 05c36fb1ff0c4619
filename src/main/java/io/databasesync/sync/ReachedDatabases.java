package io.databasesync.sync;

import java.util.Optional;

/// The databases that a run has reached, by the user's names of the two sides.
public record ReachedDatabases(Optional<DatabaseIdentity> local, Optional<DatabaseIdentity> remote) {

    /// Converts a source and a target by the run's direction.
    public static ReachedDatabases of(
            Direction direction, Optional<DatabaseIdentity> source, Optional<DatabaseIdentity> target) {
        return new ReachedDatabases(direction.source(source, target), direction.target(source, target));
    }
}
