package io.databasesync.sync;

/// Which of the two databases is replaced. Constants are spelled as in a manifest.
public enum Direction {
    LocalToRemote,
    RemoteToLocal;

    /// The end that is read: `local` or `remote`.
    public String sourceSide() {
        return this == LocalToRemote ? "local" : "remote";
    }

    /// The end that is replaced: `local` or `remote`.
    public String targetSide() {
        return this == LocalToRemote ? "remote" : "local";
    }
}
