package io.databasesync.postgres.session;

import io.databasesync.sync.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Statements that are sent together and answered together. Many statements then cost about one round trip to the
/// server. The first failure ends the batch. Rows that statements return are dropped. Run a batch once.
public final class Batch {
    private final List<Entry> entries = new ArrayList<>();
    private List<Question<Integer>> questions = List.of();

    private record Entry(String sql, String doing) {}

    /// Adds a statement.
    ///
    /// @param doing as `Transaction.execute` takes it
    public Batch add(String sql, String doing) {
        entries.add(new Entry(sql, doing));
        return this;
    }

    public Batch addAll(Collection<String> statements, String doing) {
        statements.forEach(sql -> add(sql, doing));
        return this;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /// How many statements the server has executed. After a failure, this is the position of the failed statement.
    public int done() {
        return (int) questions.stream().takeWhile(Question::succeeded).count();
    }

    List<Question<Integer>> questions(Reason reason) {
        questions = entries.stream()
                .map(e -> Question.change(e.sql(), reason, e.doing(), List.of()))
                .toList();
        return questions;
    }
}
