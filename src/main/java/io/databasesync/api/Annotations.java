package io.databasesync.api;

/// Annotations by which people and the operator speak of a resource.
public final class Annotations {
    /// On a sync, set by people, or by `dbsync repin`: each new value clears the pinned identities once.
    public static final String REPIN = "databasesync.io/repin";
    /// On a run, set by the operator before its pod starts: how often its sync's pins had been cleared by then.
    public static final String REPINS = "databasesync.io/repins";

    private Annotations() {}
}
