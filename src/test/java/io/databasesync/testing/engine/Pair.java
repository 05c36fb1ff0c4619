package io.databasesync.testing.engine;

import io.databasesync.testing.postgres.TestServer;

/// The two servers of a sync without Docker. They start when a test first requests them.
public enum Pair {
    NEWER_TO_OLDER,
    OLDER_TO_NEWER,
    WITHIN_ONE;

    public Scenario scenario() {
        return switch (this) {
            case NEWER_TO_OLDER -> new Scenario(TestServer.newer(), TestServer.older());
            case OLDER_TO_NEWER -> new Scenario(TestServer.older(), TestServer.newer());
            case WITHIN_ONE -> new Scenario(TestServer.newer(), TestServer.newer());
        };
    }
}
