package io.databasesync.postgres.session;

/// A database that a run has reached: the source or the target.
public interface ConnectedDatabase {
    /// The first connection.
    Session control();

    /// The identity of the server and the database that answered it.
    ServerIdentity identity();
}
