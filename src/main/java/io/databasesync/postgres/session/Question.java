package io.databasesync.postgres.session;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.Field;
import org.postgresql.core.Tuple;

/// A statement on its way to the server, and the server's answer.
///
/// @param <T> of the answer
final class Question<T extends @Nullable Object> {
    private final Key key;
    private final Reason reason;
    private final String doing;
    private final Reading<T> reading;
    private final boolean wantsRows;
    private @Nullable Result result;
    private @Nullable SyncException failure;
    private volatile boolean answered;

    /// Questions with the same key have the same answer in one snapshot.
    record Key(String sql, List<@Nullable Object> parameters) {}

    Key key() {
        return key;
    }

    /// What the server said to the last statement of a text.
    ///
    /// @param fields absent if the statement returns no rows
    record Result(@Nullable List<Field> fields, List<Tuple> rows, long count) {
        ResultSet open(BaseStatement statement) throws SQLException {
            if (fields == null) {
                throw new SQLException("the statement returned no rows", "02000");
            }
            return statement.createDriverResultSet(fields.toArray(Field[]::new), rows);
        }
    }

    /// Reads a result.
    @FunctionalInterface
    interface Reading<T extends @Nullable Object> {
        T read(Result result, BaseStatement statement) throws SQLException;
    }

    private Question(Key key, Reason reason, String doing, boolean wantsRows, Reading<T> reading) {
        this.key = key;
        this.reason = reason;
        this.doing = doing;
        this.reading = reading;
        this.wantsRows = wantsRows;
    }

    static <T extends @Nullable Object> Question<List<T>> rows(
            String sql,
            Transaction.RowMapper<T> mapper,
            Reason reason,
            String doing,
            List<@Nullable Object> parameters) {
        return new Question<>(new Key(sql, parameters), reason, doing, true, (result, statement) -> {
            List<T> list = new ArrayList<>(result.rows().size());
            try (ResultSet rows = result.open(statement)) {
                while (rows.next()) {
                    list.add(mapper.map(rows));
                }
            }
            return list;
        });
    }

    /// A statement whose answer is how many rows it changed.
    static Question<Integer> change(String sql, Reason reason, String doing, List<@Nullable Object> parameters) {
        return new Question<>(
                new Key(sql, parameters), reason, doing, false, (result, _) -> Math.toIntExact(result.count()));
    }

    String sql() {
        return key.sql();
    }

    List<@Nullable Object> parameters() {
        return key.parameters();
    }

    boolean wantsRows() {
        return wantsRows;
    }

    /// Whether its text could be taken for one with parameters: `?` is an operator too.
    boolean plain() {
        return parameters().isEmpty() && sql().indexOf('?') >= 0;
    }

    void answered(Result said) {
        answered = true;
        result = said;
    }

    boolean isAnswered() {
        return answered;
    }

    boolean succeeded() {
        return result != null;
    }

    boolean failed() {
        return failure != null;
    }

    void fail(SyncException why) {
        answered = true;
        failure = why;
    }

    SyncException failure(SQLException e) {
        return PostgresFailure.of(e, reason, doing);
    }

    /// @param sent this question, or an equal one that was sent before
    T read(Question<?> sent, BaseStatement statement) {
        if (sent.failure != null) {
            throw sent.failure;
        }
        Result said = sent.result;
        if (said == null) {
            throw new IllegalStateException("the server was not asked: " + doing);
        }
        try {
            return reading.read(said, statement);
        } catch (SQLException e) {
            throw failure(e);
        }
    }
}
