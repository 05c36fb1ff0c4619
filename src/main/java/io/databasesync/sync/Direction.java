package io.databasesync.sync;

/// Which of the two databases is replaced. Constants are spelled as in a manifest.
public enum Direction {
    LocalToRemote,
    RemoteToLocal;

    /// The end that is read: `local` or `remote`.
    public String sourceSide() {
        return source("local", "remote");
    }

    /// The end that is replaced: `local` or `remote`.
    public String targetSide() {
        return target("local", "remote");
    }

    /// Of a local and a remote something, that of the end that is read.
    public <T> T source(T local, T remote) {
        return switch (this) {
            case LocalToRemote -> local;
            case RemoteToLocal -> remote;
        };
    }

    /// Of a local and a remote something, that of the end that is replaced. Exchanges back, too: of a source's and a
    /// target's, it is the remote one.
    public <T> T target(T local, T remote) {
        return source(remote, local);
    }
}
