package io.databasesync.postgres.session;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.jdbc.PgConnection;

/// An open transaction with the settings that the engine relies on. Closing it without a commit rolls it back.
///
/// Failures are `SyncException`s. They have the reason given with the statement, unless the
/// SQLSTATE gives a better one.
public final class Transaction implements AutoCloseable {
    // Text forms, casts and waiting depend on these settings. Notices are silenced, because nobody reads them during
    // COPY. The server notices within a minute that its client's machine is gone, and releases our locks.
    private static final String SETTINGS = """
            set local statement_timeout = 0;
            set local search_path = '';
            set local lock_timeout = 0;
            set local quote_all_identifiers = off;
            set local standard_conforming_strings = on;
            set local idle_in_transaction_session_timeout = 0;
            set local row_security = off;
            set local datestyle = 'ISO, YMD';
            set local intervalstyle = 'postgres';
            set local timezone = 'UTC';
            set local extra_float_digits = 3;
            set local bytea_output = 'hex';
            set local lc_monetary = 'C';
            set local array_nulls = on;
            set local tcp_keepalives_idle = 20;
            set local tcp_keepalives_interval = 5;
            set local tcp_keepalives_count = 6;
            set local xmloption = 'content';
            set local client_min_messages = 'error';
            set local default_tablespace = '';
            set local default_table_access_method = 'heap'""";
    /// Makes the server check its client while it executes a statement. Otherwise a server that builds an index does
    /// not read from its client, and would continue for a dead one. Not every platform supports the check. It is a
    /// query, so it would fix the snapshot of a transaction that has to join another one.
    private static final String END_WITH_CLIENT = """
            ;
            select pg_catalog.set_config('client_connection_check_interval', '5s', true)
            where pg_catalog.version() like '%linux%'""";

    private final PgConnection connection;
    private final Cancellation cancellation;
    private final Runnable onClose;
    private boolean ended;

    Transaction(PgConnection connection, TransactionMode mode, Cancellation cancellation, Runnable onClose)
            throws SQLException {
        this.connection = connection;
        this.cancellation = cancellation;
        this.onClose = onClose;
        try (Statement statement = connection.createStatement()) {
            boolean transactionTimeout = connection.haveMinimumServerVersion(170000);
            statement.execute(
                    mode.sql() + ";\n" + SETTINGS + (transactionTimeout ? ";\nset local transaction_timeout = 0" : "")
                            + (mode == TransactionMode.SNAPSHOT ? "" : END_WITH_CLIENT));
        }
    }

    /// One row of a result.
    @FunctionalInterface
    public interface RowMapper<T extends @Nullable Object> {
        T map(ResultSet row) throws SQLException;
    }

    public void execute(String sql, Reason reason, String doing) {
        run(reason, doing, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
                return 0;
            }
        });
    }

    /// Runs statements that are sent together.
    public void execute(Batch batch, Reason reason) {
        cancellation.check();
        try {
            batch.run(connection);
        } catch (SQLException e) {
            throw failure(e, reason, batch.failed());
        }
    }

    /// Statements with one purpose.
    ///
    /// @param doing starts with a verb: `writing the history`
    /// @param reason why a run ends if they fail
    public Statements during(String doing, Reason reason) {
        return new Statements(this, doing, reason);
    }

    /// Runs a statement that changes rows.
    ///
    /// @return how many rows it changed
    public int update(String sql, Reason reason, String doing, @Nullable Object... parameters) {
        return run(reason, doing, () -> {
            try (PreparedStatement statement = prepare(sql, parameters)) {
                return statement.executeUpdate();
            }
        });
    }

    /// Runs a query. A list among the parameters is a `SqlArray`.
    public <T extends @Nullable Object> List<T> query(
            String sql, RowMapper<T> mapper, Reason reason, String doing, @Nullable Object... parameters) {
        return run(reason, doing, () -> {
            try (PreparedStatement statement = prepare(sql, parameters);
                    ResultSet rows = statement.executeQuery()) {
                List<T> result = new ArrayList<>();
                while (rows.next()) {
                    result.add(mapper.map(rows));
                }
                return result;
            }
        });
    }

    /// The first column of the only row.
    public long queryLong(String sql, Reason reason, String doing, @Nullable Object... parameters) {
        return query(sql, row -> row.getLong(1), reason, doing, parameters).getFirst();
    }

    public void commit() {
        run(Reason.ConnectionLost, "committing", () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("commit");
            }
            ended = true;
            return 0;
        });
    }

    public CopyManager copyManager() {
        try {
            return connection.getCopyAPI();
        } catch (SQLException e) {
            throw PostgresFailure.of(e, Reason.ConnectionLost, "starting COPY");
        }
    }

    /// The messages of this connection, for a caller that sends several `COPY` at once. After a failure the caller
    /// must abort the transaction.
    public ServerMessages messages() {
        return new ServerMessages(DriverStream.of(connection));
    }

    /// Makes a thread that waits for this connection return. The connection is lost.
    public void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException _) {
            // The connection is gone already.
        }
    }

    @Override
    public void close() {
        try {
            if (!ended) {
                ended = true;
                rollBack();
            }
        } finally {
            onClose.run(); // always: other threads would wait for the connection for ever
        }
    }

    private void rollBack() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("rollback");
        } catch (SQLException _) {
            // The server rolls back what the connection leaves. The first error is the one to report.
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object[] parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            switch (parameters[i]) {
                case SqlArray list ->
                    statement.setArray(
                            i + 1,
                            connection.createArrayOf(
                                    list.type(), list.elements().toArray()));
                case Collection<?> list -> throw new IllegalArgumentException("bind a list as a SqlArray: " + list);
                case Object[] list ->
                    throw new IllegalArgumentException("bind a list as a SqlArray: " + Arrays.toString(list));
                case null, default -> statement.setObject(i + 1, parameters[i]);
            }
        }
        return statement;
    }

    @FunctionalInterface
    private interface Sql<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    private <T extends @Nullable Object> T run(Reason reason, String doing, Sql<T> sql) {
        cancellation.check();
        try {
            return sql.run();
        } catch (SQLException e) {
            throw failure(e, reason, doing);
        }
    }

    private SyncException failure(SQLException e, Reason reason, String doing) {
        SyncException failure = PostgresFailure.of(e, reason, doing);
        cancellation.check(); // a cancelled statement fails because of the cancellation
        return failure;
    }
}
