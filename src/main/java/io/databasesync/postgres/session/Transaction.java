package io.databasesync.postgres.session;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final List<Question<?>> asked = new ArrayList<>();
    private final Map<Question.Key, Question<?>> known = new HashMap<>();
    private @Nullable Round round;
    private boolean ended;

    Transaction(Exchange exchange, Runnable onClose) {
        this.exchange = exchange;
        this.onClose = onClose;
    }

    Transaction of(Round reading) {
        round = reading;
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
        send();
    }

    /// Runs statements that are sent together, later: with the next message.
    public void tell(Batch batch, Reason reason) {
        batch.questions(reason).forEach(this::asked);
    }

    /// Runs a script, in one message.
    public void execute(Script script) {
        if (script.isEmpty()) {
            return;
        }
        if (!asked.isEmpty()) { // a script is a message by itself
            exchange.send(nextMessage());
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
        return answered(Question.change(sql, reason, doing, checked(parameters)));
    }

    /// Runs a query. A list among the parameters is a `SqlArray`.
    public <T extends @Nullable Object> List<T> query(
            String sql, RowMapper<T> mapper, Reason reason, String doing, @Nullable Object... parameters) {
        return ask(sql, mapper, reason, doing, parameters).get();
    }

    /// Runs a query, later: all queries that are asked travel together as soon as somebody wants one of their answers.
    public <T extends @Nullable Object> Answer<List<T>> ask(
            String sql, RowMapper<T> mapper, Reason reason, String doing, @Nullable Object... parameters) {
        return answered(Question.rows(sql, mapper, reason, doing, checked(parameters)));
    }

    /// The first column of the only row.
    public long queryLong(String sql, Reason reason, String doing, @Nullable Object... parameters) {
        return query(sql, row -> row.getLong(1), reason, doing, parameters).getFirst();
    }

    /// Sends what was told and asked, and waits for the answers.
    public void flush() {
        send();
    }

    /// Commits, in one message with all that was asked and not answered yet, unless a script has committed.
    public void commit() {
        if (ended) {
            return;
        }
        if (exchange.begun() || !asked.isEmpty()) {
            asked(Question.change("commit", Reason.ConnectionLost, "committing", List.of()));
            send();
        }
        ended = true;
    }

    /// Leaves the end to the next transaction of the session, if the server has begun this one.
    boolean leave() {
        ended = true;
        return exchange.begun();
    }

    public CopyManager copyManager() {
        ready();
        return exchange.copyManager();
    }

    /// The messages of this connection, for a caller that sends several `COPY` at once. After a failure the caller
    /// must abort the transaction.
    public ServerMessages messages() {
        if (!asked.isEmpty()) {
            ready();
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
                asked.clear();
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

    private synchronized void asked(Question<?> question) {
        asked.add(question);
    }

    private <T extends @Nullable Object> Answer<T> answered(Question<T> question) {
        Question<?> sent = round == null || !question.wantsRows() ? question : once(question);
        if (sent == question) {
            asked(question);
        }
        return new Answer<>(() -> answer(question, sent));
    }

    // The snapshot of a round does not change.
    private synchronized Question<?> once(Question<?> question) {
        return known.computeIfAbsent(question.key(), _ -> question);
    }

    private <T extends @Nullable Object> T answer(Question<T> question, Question<?> sent) {
        if (!sent.isAnswered()) {
            if (round == null) {
                send();
            } else {
                round.await(sent);
            }
        }
        return exchange.read(question, sent);
    }

    private void send() {
        List<Question<?>> message = nextMessage();
        if (message.isEmpty()) {
            return;
        }
        try {
            exchange.send(message);
        } catch (SyncException e) {
            failAll(message, e);
            throw e;
        }
    }

    // Before messages that do not pass here, the transaction has to be open.
    private void ready() {
        if (!exchange.begun() || !asked.isEmpty()) {
            exchange.send(nextMessage());
        }
    }

    private static void failAll(List<Question<?>> questions, SyncException failure) {
        questions.stream().filter(q -> !q.isAnswered()).forEach(q -> q.fail(failure));
    }

    synchronized boolean hasOpenQuestions() {
        return !asked.isEmpty();
    }

    /// Answers all questions of a round. A failure is that of one question: the others are asked again.
    void answerAll() {
        List<Question<?>> open = nextMessage();
        while (!open.isEmpty()) {
            try {
                exchange.send(open);
            } catch (SyncException e) {
                if (lost(e) || open.stream().noneMatch(Question::failed)) {
                    failAll(open, e);
                } else {
                    exchange.beginAgain();
                }
            } catch (RuntimeException | Error e) { // threads wait for these answers
                failAll(open, SyncException.of(e));
            }
            open = open.stream().filter(q -> !q.isAnswered()).toList();
        }
    }

    private static boolean lost(SyncException e) {
        String state = e.sqlState().orElse("");
        return state.isEmpty() || state.startsWith("08") || state.startsWith("57P");
    }

    private synchronized List<Question<?>> nextMessage() {
        List<Question<?>> message = List.copyOf(asked);
        asked.clear();
        return message;
    }
}
