package io.databasesync.testing.engine;

import static org.awaitility.Awaitility.await;

import io.databasesync.testing.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/// A reader whose snapshot is older than the load, and who reads the table as late as possible.
public record OldReader(Connection connection) {
    public static OldReader of(TestDatabase target) {
        try {
            Connection connection = target.connect();
            connection.createStatement().execute("begin isolation level repeatable read; select 1");
            return new OldReader(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Reads when the new content is visible, or after a second without it; then closes its session.
    public String readLate(TestDatabase target) {
        try (connection;
                Statement statement = connection.createStatement()) {
            try {
                await().atMost(Duration.ofSeconds(1)).until(() -> !"1".equals(target.value("select count(*) from t")));
            } catch (ConditionTimeoutException _) {
                // Expected: the run waits for us.
            }
            try (ResultSet count = statement.executeQuery("select count(*) from t")) {
                count.next();
                return String.valueOf(count.getString(1));
            }
        } catch (SQLException e) {
            return e.toString();
        }
    }
}
