package io.databasesync.testing.engine;

import java.util.ArrayList;
import java.util.List;

/// Statements for both ends of a generated example, in order, and the tables that both ends have afterwards.
final class GeneratedPart {
    private final List<String> source = new ArrayList<>();
    private final List<String> target = new ArrayList<>();
    private final List<String> replaced = new ArrayList<>();

    void source(String... statements) {
        source.addAll(List.of(statements));
    }

    void target(String... statements) {
        target.addAll(List.of(statements));
    }

    void both(String... statements) {
        source(statements);
        target(statements);
    }

    void on(Choices.Ends ends, String... statements) {
        source(statements);
        if (ends == Choices.Ends.BOTH) {
            target(statements);
        }
    }

    /// Notes a table of both ends. It has a column `id` without nulls.
    void replaces(Choices.Ends ends, String table) {
        if (ends == Choices.Ends.BOTH) {
            replaced.add(table);
        }
    }

    void add(GeneratedPart other) {
        source.addAll(other.source);
        target.addAll(other.target);
        replaced.addAll(other.replaced);
    }

    List<String> source() {
        return List.copyOf(source);
    }

    List<String> target() {
        return List.copyOf(target);
    }

    List<String> replaced() {
        return List.copyOf(replaced);
    }
}
