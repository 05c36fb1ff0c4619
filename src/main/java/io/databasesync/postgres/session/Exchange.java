package io.databasesync.postgres.session;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseStatement;
import org.postgresql.jdbc.PgConnection;

/// Sends the messages of one transaction over its connection. The first message begins the transaction.
final class Exchange {
    private final PgConnection connection;
    private final Opening opening;
    private final Cancellation cancellation;
    private final AnswerTimes times;
    private boolean begun;

    Exchange(PgConnection connection, Opening opening, Cancellation cancellation, AnswerTimes times) {
        this.connection = connection;
        this.opening = opening;
        this.cancellation = cancellation;
        this.times = times;
    }

    /// Whether the server has begun the transaction.
    boolean begun() {
        return begun;
    }

    void send(List<Question<?>> questions) {
        cancellation.check();
        List<Question<?>> message = new ArrayList<>(beginning());
        message.addAll(questions);
        times.asked();
        try {
            new Message(connection).send(message);
            times.answered();
        } catch (SQLException e) {
            Question<?> failed =
                    message.stream().filter(q -> !q.isAnswered()).findFirst().orElse(message.getLast());
            SyncException failure = failed.failure(e);
            failed.fail(failure);
            cancellation.check(); // a cancelled statement fails because of the cancellation
            throw failure;
        } catch (Error e) {
            throw lost(e);
        } finally {
            times.ended();
        }
    }

    void run(Script script) {
        cancellation.check();
        times.asked();
        try {
            script.run(connection, beginning());
            times.answered();
        } catch (SQLException e) {
            SyncException failure = script.failure(e, connection.getQueryExecutor());
            cancellation.check(); // a cancelled statement fails because of the cancellation
            throw failure;
        } catch (Error e) {
            throw lost(e);
        } finally {
            times.ended();
        }
    }

    // Nobody knows how much of the message has gone. The next one would be answered with the answers to this one.
    private Error lost(Error e) {
        abort();
        return e;
    }

    /// Reads an answer that has come.
    ///
    /// @param sent the question that was sent for this one
    <T extends @Nullable Object> T read(Question<T> question, Question<?> sent) {
        try (Statement statement = connection.createStatement()) {
            return question.read(sent, (BaseStatement) statement);
        } catch (SQLException e) {
            throw question.failure(e);
        }
    }

    CopyManager copyManager() {
        try {
            return connection.getCopyAPI();
        } catch (SQLException e) {
            throw PostgresFailure.of(e, Reason.ConnectionLost, "starting COPY");
        }
    }

    ServerMessages messages() {
        return new ServerMessages(
                DriverStream.of(connection),
                () -> beginning().stream().map(Question::sql).toList());
    }

    // The statements to send before the first ones.
    private List<Question<?>> beginning() {
        List<Question<?>> before = begun ? List.of() : opening.questions();
        begun = true;
        return before;
    }

    /// Rolls back. The next message begins the transaction again.
    void beginAgain() {
        rollBack();
        begun = false;
    }

    void rollBack() {
        if (!begun) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("rollback");
        } catch (SQLException _) {
            // The server rolls back what the connection leaves. The first error is the one to report.
        }
    }

    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException _) {
            // The connection is gone already.
        }
    }
}
