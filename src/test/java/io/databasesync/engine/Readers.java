package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.testing.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// People who use a target while it is synced. Each asks two questions about different tables, again and again, and
/// must get both answers from the same content.
final class Readers implements AutoCloseable {
    private final TestDatabase database;
    private final String firstQuestion;
    private final String secondQuestion;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();
    private final Set<String> answers = new ConcurrentSkipListSet<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    Readers(TestDatabase database, String firstQuestion, String secondQuestion) {
        this.database = database;
        this.firstQuestion = firstQuestion;
        this.secondQuestion = secondQuestion;
    }

    Readers start() {
        threads.add(Thread.ofVirtual().start(() -> read(this::inOneStatement)));
        threads.add(Thread.ofVirtual().start(() -> read(this::inOneSnapshot)));
        threads.add(Thread.ofVirtual().start(() -> read(this::inASnapshotFromBefore)));
        return this;
    }

    /// Every pair of answers that anybody got, `first second`.
    Set<String> answers() {
        assertThat(failures).as("readers must not fail").isEmpty();
        assertThat(asked.get()).isPositive();
        return answers;
    }

    @Override
    public void close() {
        over.set(true);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private interface Reading {
        void once(Statement statement) throws SQLException, InterruptedException;
    }

    private void read(Reading reading) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            while (!over.get()) {
                reading.once(statement);
                asked.incrementAndGet();
            }
        } catch (SQLException | InterruptedException e) {
            failures.add(e);
        }
    }

    private void inOneStatement(Statement statement) throws SQLException {
        answers.add(answer(statement, "select concat((%s), ' ', (%s))".formatted(firstQuestion, secondQuestion)));
    }

    private void inOneSnapshot(Statement statement) throws SQLException, InterruptedException {
        statement.execute("begin isolation level repeatable read");
        String first = answer(statement, firstQuestion);
        Thread.sleep(5);
        answers.add(first + " " + answer(statement, secondQuestion));
        statement.execute("commit");
    }

    /// The snapshot is taken a while before the tables are touched, so that a swap can come in between.
    private void inASnapshotFromBefore(Statement statement) throws SQLException, InterruptedException {
        statement.execute("begin isolation level repeatable read");
        answer(statement, "select 1");
        Thread.sleep(30);
        answers.add(answer(statement, firstQuestion) + " " + answer(statement, secondQuestion));
        statement.execute("commit");
    }

    private static String answer(Statement statement, String question) throws SQLException {
        try (ResultSet result = statement.executeQuery(question)) {
            result.next();
            @Nullable String answer = result.getString(1);
            return String.valueOf(answer);
        }
    }
}
