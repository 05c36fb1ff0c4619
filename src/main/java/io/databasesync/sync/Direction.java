package io.databasesync.sync;

/// Which of the two databases is the target. Constants are spelled as in a manifest.
public enum Direction {
    LocalToRemote,
    RemoteToLocal;

    /// The side of the source: `local` or `remote`.
    public String sourceSide() {
        return source("local", "remote");
    }

    /// The side of the target: `local` or `remote`.
    public String targetSide() {
        return target("local", "remote");
    }

    /// Of a local and a remote value, the source's.
    public <T> T source(T local, T remote) {
        return switch (this) {
            case LocalToRemote -> local;
            case RemoteToLocal -> remote;
        };
    }

    /// Of a local and a remote value, the target's. Also converts back: of a source's and a target's value, it
    /// returns the remote one.
    public <T> T target(T local, T remote) {
        return source(remote, local);
    }
}
