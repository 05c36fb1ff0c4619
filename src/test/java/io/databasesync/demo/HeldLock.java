package io.databasesync.demo;

import io.databasesync.testing.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// A reader that has looked at a table and not ended its transaction: nobody can replace the table meanwhile.
final class HeldLock implements AutoCloseable {
    private final Connection session;

    HeldLock(TestDatabase database, String table) {
        session = database.connect();
        try (Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute("select 1 from %s limit 1".formatted(table));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void release() {
        try {
            session.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
