package io.databasesync.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.testing.postgres.TestDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Readers who use a target during a sync. Each asks two questions about different tables, again and again, and must
/// get both answers from the same content.
public final class Readers implements AutoCloseable {
    private final String firstQuestion;
    private final String secondQuestion;
    private final List<Reader> readers = new ArrayList<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong copyBegan = new AtomicLong();
    private final AtomicLong copyNanos = new AtomicLong();

    private Readers(String firstQuestion, String secondQuestion) {
        this.firstQuestion = firstQuestion;
        this.secondQuestion = secondQuestion;
    }

    /// Three readers, two in snapshots.
    public static Readers three(String firstQuestion, String secondQuestion) {
        Readers readers = new Readers(firstQuestion, secondQuestion);
        readers.add(readers::inOneStatement);
        readers.add(s -> readers.inOneSnapshot(s, 5));
        readers.add(s -> readers.inASnapshotFromBefore(s, 30));
        return readers;
    }

    /// Four readers, half in snapshots.
    public static Readers four(
            String firstQuestion, String secondQuestion, int millisBetweenQuestions, int millisBeforeQuestions) {
        Readers readers = new Readers(firstQuestion, secondQuestion);
        readers.add(readers::inOneStatement);
        readers.add(readers::inOneStatement);
        readers.add(s -> readers.inOneSnapshot(s, millisBetweenQuestions));
        readers.add(s -> readers.inASnapshotFromBefore(s, millisBeforeQuestions));
        return readers;
    }

    /// Readers of six of the relations in any order, half of them in snapshots of two questions. Each relation says in
    /// a column `who` which content it has.
    public static Readers crowd(int number, List<String> relations) {
        Readers readers = new Readers("", "");
        for (int n = 0; n < number; n++) {
            Random random = new Random(n);
            boolean inOneSnapshot = n % 2 == 0;
            readers.add(s -> {
                List<String> shuffled = new ArrayList<>(relations);
                Collections.shuffle(shuffled, random);
                return inOneSnapshot
                        ? readers.ofAll(s, shuffled.subList(0, 3), shuffled.subList(3, 6), random.nextInt(50))
                        : readers.answer(s, ofAll(shuffled.subList(0, 6)));
            });
        }
        return readers;
    }

    private void add(Reader.Reading reading) {
        readers.add(new Reader(reading, over));
    }

    /// Starts them on the first call; returns once each has an answer.
    public void start(TestDatabase database) {
        if (started.compareAndSet(false, true)) {
            readers.forEach(reader -> reader.start(database));
            readers.forEach(reader -> reader.awaitMore(1));
        }
    }

    /// Returns once each has this many more answers.
    public void awaitMore(int answers) {
        if (!over.get()) {
            readers.forEach(reader -> reader.awaitMore(answers));
        }
    }

    public void copyBegins() {
        copyBegan.compareAndSet(0, System.nanoTime());
    }

    public void copyEnds() {
        copyNanos.compareAndSet(0, System.nanoTime() - copyBegan.get());
    }

    /// The time between `copyBegins` and `copyEnds`, the first time.
    public Duration copyTime() {
        return Duration.ofNanos(copyNanos.get());
    }

    /// The time of the slowest answer.
    public Duration longestWait() {
        return Duration.ofNanos(longestNanos.get());
    }

    /// Ends each reader after one more question, and checks their answers.
    ///
    /// @param answers all that differ from the ones before, in order: `first second`
    public void sawInOrder(String... answers) {
        close();
        assertThat(readers).allSatisfy(reader -> {
            assertThat(reader.answers()).containsExactly(answers);
        });
    }

    @Override
    public void close() {
        over.set(true);
        readers.forEach(Reader::join);
    }

    private String inOneStatement(Statement statement) throws SQLException {
        return answer(statement, "select concat((%s), ' ', (%s))".formatted(firstQuestion, secondQuestion));
    }

    /// Reads the second table some time after the first.
    private String inOneSnapshot(Statement statement, int millis) throws SQLException, InterruptedException {
        statement.execute("begin isolation level repeatable read");
        String first = answer(statement, firstQuestion);
        Thread.sleep(millis);
        String second = answer(statement, secondQuestion);
        statement.execute("commit");
        return first + " " + second;
    }

    /// Takes the snapshot some time before it reads the tables, so that a swap can happen in between.
    private String inASnapshotFromBefore(Statement statement, int millis) throws SQLException, InterruptedException {
        statement.execute("begin isolation level repeatable read");
        answer(statement, "select 1");
        Thread.sleep(millis);
        String both = answer(statement, firstQuestion) + " " + answer(statement, secondQuestion);
        statement.execute("commit");
        return both;
    }

    private String ofAll(Statement statement, List<String> first, List<String> second, int millis)
            throws SQLException, InterruptedException {
        statement.execute("begin isolation level repeatable read");
        Set<String> answers = new TreeSet<>();
        answers.add(answer(statement, ofAll(first)));
        Thread.sleep(millis);
        answers.add(answer(statement, ofAll(second)));
        statement.execute("commit");
        return String.join(" and ", answers);
    }

    private static String ofAll(List<String> relations) {
        return relations.stream()
                .map(r -> "select coalesce((select who from %s limit 1), 'nothing') as who".formatted(r))
                .collect(Collectors.joining(" union ", "select string_agg(who, ' and ') from (", ") t"));
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
