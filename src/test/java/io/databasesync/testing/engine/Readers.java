package io.databasesync.testing.engine;

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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// People who use a target while it is synced. Each asks two questions about different tables, again and again, and
/// must get both answers from the same content.
public final class Readers implements AutoCloseable {
    private final TestDatabase database;
    private final String firstQuestion;
    private final String secondQuestion;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong longestNanos = new AtomicLong();
    private final Set<String> answers = new ConcurrentSkipListSet<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    public Readers(TestDatabase database, String firstQuestion, String secondQuestion) {
        this.database = database;
        this.firstQuestion = firstQuestion;
        this.secondQuestion = secondQuestion;
    }

    public Readers start() {
        add(this::inOneStatement);
        add(s -> inOneSnapshot(s, 5));
        add(s -> inASnapshotFromBefore(s, 30));
        return this;
    }

    /// Four of them, half in snapshots.
    public Readers startFour(int millisBetweenQuestions, int millisBeforeQuestions) {
        add(this::inOneStatement);
        add(this::inOneStatement);
        add(s -> inOneSnapshot(s, millisBetweenQuestions));
        add(s -> inASnapshotFromBefore(s, millisBeforeQuestions));
        return this;
    }

    private void add(Reading reading) {
        threads.add(Thread.ofVirtual().start(() -> read(reading)));
    }

    /// Every pair of answers that anybody got, `first second`.
    public Set<String> answers() {
        assertThat(failures).as("readers must not fail").isEmpty();
        assertThat(asked.get()).isPositive();
        return answers;
    }

    /// For people: how many answers there were, and how long the slowest one took.
    @Override
    public String toString() {
        return "%d reads, the slowest took %d ms".formatted(asked.get(), longestNanos.get() / 1_000_000);
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

    /// The second table is read a while after the first.
    private void inOneSnapshot(Statement statement, int millis) throws SQLException, InterruptedException {
        statement.execute("begin isolation level repeatable read");
        String first = answer(statement, firstQuestion);
        Thread.sleep(millis);
        answers.add(first + " " + answer(statement, secondQuestion));
        statement.execute("commit");
    }

    /// The snapshot is taken a while before the tables are touched, so that a swap can come in between.
    private void inASnapshotFromBefore(Statement statement, int millis) throws SQLException, InterruptedException {
        statement.execute("begin isolation level repeatable read");
        answer(statement, "select 1");
        Thread.sleep(millis);
        answers.add(answer(statement, firstQuestion) + " " + answer(statement, secondQuestion));
        statement.execute("commit");
    }

    private String answer(Statement statement, String question) throws SQLException {
        long started = System.nanoTime();
        try (ResultSet result = statement.executeQuery(question)) {
            result.next();
            longestNanos.accumulateAndGet(System.nanoTime() - started, Math::max);
            @Nullable String answer = result.getString(1);
            return String.valueOf(answer);
        }
    }
}
