package io.databasesync.web.api;

/// The two kinds of objects.
public enum Kind {
    Sync,
    Run
}
