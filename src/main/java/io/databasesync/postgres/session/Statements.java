package io.databasesync.postgres.session;

import io.databasesync.sync.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements of one transaction with one purpose. They fail with the same message and the same reason.
public final class Statements {
    private final Transaction transaction;
    private final String doing;
    private final Reason reason;

    Statements(Transaction transaction, String doing, Reason reason) {
        this.transaction = transaction;
        this.doing = doing;
        this.reason = reason;
    }

    public void execute(String sql) {
        transaction.execute(sql, reason, doing);
    }

    /// Runs a statement that changes rows.
    ///
    /// @return how many rows it changed
    public int update(String sql, @Nullable Object... parameters) {
        return transaction.update(sql, reason, doing, parameters);
    }

    public <T extends @Nullable Object> List<T> query(
            String sql, Transaction.RowMapper<T> mapper, @Nullable Object... parameters) {
        return transaction.query(sql, mapper, reason, doing, parameters);
    }

    /// As `Transaction.tell`.
    public Answer<Integer> tell(String sql, @Nullable Object... parameters) {
        return transaction.tell(sql, reason, doing, parameters);
    }

    /// As `Transaction.ask`.
    public <T extends @Nullable Object> Answer<List<T>> ask(
            String sql, Transaction.RowMapper<T> mapper, @Nullable Object... parameters) {
        return transaction.ask(sql, mapper, reason, doing, parameters);
    }

    /// The first column of the only row.
    public long queryLong(String sql, @Nullable Object... parameters) {
        return transaction.queryLong(sql, reason, doing, parameters);
    }
}
