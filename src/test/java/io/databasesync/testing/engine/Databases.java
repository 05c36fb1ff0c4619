package io.databasesync.testing.engine;

import io.databasesync.testing.postgres.TestDatabase;

/// The two databases of an example. Closing it drops both.
public record Databases(TestDatabase source, TestDatabase target) implements AutoCloseable {
    @Override
    public void close() {
        try (source) {
            target.close();
        }
    }
}
