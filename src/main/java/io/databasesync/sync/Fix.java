package io.databasesync.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What mends a failure: statements, advice in words, or both.
///
/// @param first what a person does before the statements; empty without statements
/// @param statements SQL that runs as it stands, in this order, each without its semicolon
/// @param side the database in which the statements run
/// @param advice what to do if there are no statements, otherwise what to do instead of running them
public record Fix(String first, List<String> statements, Side side, String advice) {
    /// Nothing has to be done.
    public static final Fix NONE = new Fix("", List.of(), Side.Target, "");

    public Fix {
        statements = List.copyOf(statements);
    }

    /// Statements to run in the target database.
    public static Fix run(String... statements) {
        return run(List.of(statements));
    }

    /// Statements to run in the target database.
    public static Fix run(List<String> statements) {
        return runOn(Side.Target, statements);
    }

    public static Fix runOn(Side side, String... statements) {
        return runOn(side, List.of(statements));
    }

    private static Fix runOn(Side side, List<String> statements) {
        return new Fix("", statements, side, "");
    }

    /// Words such as the field to change, or "sync again".
    public static Fix advice(String words) {
        return new Fix("", List.of(), Side.Target, words);
    }

    /// Leaves a table out of the sync.
    public static Fix exclude(TableName table) {
        String pattern = TablePattern.quoted(table);
        return advice("exclude the table with tables.exclude: "
                + (pattern.contains("\"") ? "['" + pattern + "']" : "[\"" + pattern + "\"]"));
    }

    /// One fix for several failures that need all of these, in this order.
    public static Fix all(List<Fix> fixes) {
        return new Fix(
                joined(fixes.stream().map(Fix::first), ", "),
                fixes.stream().flatMap(f -> f.statements().stream()).distinct().toList(),
                fixes.isEmpty() ? Side.Target : fixes.getFirst().side(),
                joined(fixes.stream().map(Fix::advice), "; "));
    }

    private static String joined(Stream<String> words, String separator) {
        return words.filter(w -> !w.isEmpty()).distinct().collect(Collectors.joining(separator));
    }

    /// The same after something that comes before the statements.
    public Fix after(String what) {
        return new Fix(what, statements, side, advice);
    }

    /// The same with the advice of another fix, which mends the failure as well.
    public Fix or(Fix other) {
        return or(other.advice());
    }

    /// The same with something else that mends the failure as well.
    public Fix or(String otherwise) {
        return new Fix(first, statements, side, advice.isEmpty() ? otherwise : advice + "; or " + otherwise);
    }

    /// As the end of a message. Several statements stand on lines of their own, each with its semicolon, so that they
    /// can be pasted into `psql`.
    @Override
    public String toString() {
        if (statements.isEmpty()) {
            return advice;
        }
        String text = first.isEmpty() ? "run:" : first + ", then run:";
        if (statements.size() == 1) {
            return text + " " + statements.getFirst() + (advice.isEmpty() ? "" : "; or " + advice);
        }
        List<String> lines = new ArrayList<>(List.of(text));
        statements.forEach(statement -> lines.add(statement + ";"));
        if (!advice.isEmpty()) {
            lines.add("or " + advice);
        }
        return String.join("\n", lines);
    }
}
