package io.databasesync.postgres.session;

/// A database that a run has reached, from either end.
public interface ConnectedDatabase {
    /// The connection that was made first.
    Session control();

    /// Who answered it.
    ServerIdentity identity();
}
