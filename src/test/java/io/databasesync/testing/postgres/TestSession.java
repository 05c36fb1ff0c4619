package io.databasesync.testing.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.postgresql.util.PGobject;

/// A superuser's session in a test's database.
public final class TestSession implements AutoCloseable {
    private final Connection connection;

    TestSession(Connection connection) {
        this.connection = connection;
    }

    /// Runs statements in order, each in its own transaction outside `begin` and `commit`; one string may contain
    /// several.
    public void execute(String... statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + "\nin " + String.join(";\n", statements), e);
        }
    }

    /// The result of a query. Arrays, ranges and similar types are texts, bytea is hexadecimal.
    public List<List<@Nullable Object>> rows(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                @Nullable
                Object[] row = new @Nullable Object[result.getMetaData().getColumnCount()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = plain(result.getObject(i + 1));
                }
                rows.add(Arrays.asList(row));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + "\nin " + sql, e);
        }
    }

    /// The first column of every row, as text.
    public List<String> column(String sql) {
        return rows(sql).stream().map(row -> String.valueOf(row.getFirst())).toList();
    }

    /// The first column of a query about relations, as text. Its parameter is their OIDs. The server prepares it at
    /// once, and keeps it for the next time.
    List<String> column(String sql, Long[] oids) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(1);
            statement.setArray(1, connection.createArrayOf("oid", oids));
            List<String> column = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    column.add(String.valueOf(result.getString(1)));
                }
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + "\nin " + sql, e);
        }
    }

    /// The one value of a query, as text.
    public String value(String sql) {
        List<String> column = column(sql);
        if (column.size() != 1) {
            throw new IllegalStateException("%d rows from %s".formatted(column.size(), sql));
        }
        return column.getFirst();
    }

    boolean isClosed() {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object plain(@Nullable Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Array array -> array.toString();
            case PGobject object -> object.getValue();
            default -> value;
        };
    }
}
