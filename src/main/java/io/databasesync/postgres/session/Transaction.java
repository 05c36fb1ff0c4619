package io.databasesync.postgres.session;

import io.databasesync.sync.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;

/// An open transaction with the settings that the engine relies on. Closing it without a commit rolls it back.
///
/// Here is the one place that knows what a round trip costs. The transaction begins with its first statement, in the
/// same message. Statements that are asked or told wait for each other and travel together; the commit takes the last
/// of them along. So nobody needs a loop of single statements.
///
/// Failures are `SyncException`s. They have the reason given with the statement, unless the
/// SQLSTATE gives a better one.
public final class Transaction implements AutoCloseable {
    /// How the answer begins that tells the time after the commit of a script, in seconds.
    public static final String COMMITTED = "committed ";

    private final Exchange exchange;
    private final Runnable onClose;
    private final OpenQuestions questions;
    private boolean ended;

    Transaction(Exchange exchange, Runnable onClose) {
        this.exchange = exchange;
        this.questions = new OpenQuestions(exchange);
        this.onClose = onClose;
    }

    Transaction of(Round reading) {
        questions.of(reading);
        return this;
    }

    /// One row of a result.
    @FunctionalInterface
    public interface RowMapper<T extends @Nullable Object> {
        T map(ResultSet row) throws SQLException;
    }

    public void execute(String sql, Reason reason, String doing) {
        tell(sql, reason, doing).get();
    }

    /// Runs statements that are sent together.
    public void execute(Batch batch, Reason reason) {
        tell(batch, reason);
        flush();
    }

    /// Runs statements that are sent together, later: with the next message.
    public void tell(Batch batch, Reason reason) {
        batch.questions(reason).forEach(questions::add);
    }

    /// Runs a script, in one message.
    public void execute(Script script) {
        if (script.isEmpty()) {
            return;
        }
        if (!questions.isEmpty()) { // a script is a message by itself
            questions.open();
        }
        exchange.run(script);
    }

    /// Runs a script and commits, in one message: locks that the script takes are not held for a round trip.
    public void commit(Script script) {
        execute(script.add("commit", Reason.ConnectionLost, "committing")
                .add(
                        "select pg_catalog.concat('" + COMMITTED
                                + "', pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()))",
                        Reason.ConnectionLost,
                        "reading the time of the commit"));
        ended = true;
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
        return tell(sql, reason, doing, parameters).get();
    }

    /// Runs a statement that changes rows, later: it is sent with the next statement whose answer somebody wants, or
    /// with the commit.
    public Answer<Integer> tell(String sql, Reason reason, String doing, @Nullable Object... parameters) {
        return questions.ask(Question.change(sql, reason, doing, checked(parameters)));
    }

    /// Runs a query. A list among the parameters is a `SqlArray`.
    public <T extends @Nullable Object> List<T> query(
            String sql, RowMapper<T> mapper, Reason reason, String doing, @Nullable Object... parameters) {
        return ask(sql, mapper, reason, doing, parameters).get();
    }

    /// Runs a query, later: all queries that are asked travel together as soon as somebody wants one of their answers.
    public <T extends @Nullable Object> Answer<List<T>> ask(
            String sql, RowMapper<T> mapper, Reason reason, String doing, @Nullable Object... parameters) {
        return questions.ask(Question.rows(sql, mapper, reason, doing, checked(parameters)));
    }

    /// The first column of the only row.
    public long queryLong(String sql, Reason reason, String doing, @Nullable Object... parameters) {
        return query(sql, row -> row.getLong(1), reason, doing, parameters).getFirst();
    }

    /// Sends what was told and asked, and waits for the answers.
    public void flush() {
        questions.send();
    }

    /// Commits, in one message with all that was asked and not answered yet, unless a script has committed.
    public void commit() {
        if (ended) {
            return;
        }
        if (exchange.begun() || !questions.isEmpty()) {
            questions.add(Question.change("commit", Reason.ConnectionLost, "committing", List.of()));
            flush();
        }
        ended = true;
    }

    /// Leaves the end to the next transaction of the session, if the server has begun this one.
    boolean leave() {
        ended = true;
        return exchange.begun();
    }

    public CopyManager copyManager() {
        questions.open();
        return exchange.copyManager();
    }

    /// The messages of this connection, for a caller that sends several `COPY` at once. After a failure the caller
    /// must abort the transaction.
    public ServerMessages messages() {
        if (!questions.isEmpty()) {
            questions.open();
        }
        return exchange.messages();
    }

    /// Makes a thread that waits for this connection return. The connection is lost.
    public void abort() {
        exchange.abort();
    }

    @Override
    public void close() {
        try {
            if (!ended) {
                ended = true;
                questions.clear();
                exchange.rollBack();
            }
        } finally {
            onClose.run(); // always: other threads would wait for the connection for ever
        }
    }

    private static List<@Nullable Object> checked(@Nullable Object[] parameters) {
        for (Object parameter : parameters) {
            switch (parameter) {
                case Collection<?> list -> throw new IllegalArgumentException("bind a list as a SqlArray: " + list);
                case Object[] list ->
                    throw new IllegalArgumentException("bind a list as a SqlArray: " + Arrays.toString(list));
                case null, default -> {}
            }
        }
        return Collections.unmodifiableList(Arrays.<@Nullable Object>asList(parameters));
    }

    /// For the round that this transaction belongs to.
    OpenQuestions questions() {
        return questions;
    }
}
