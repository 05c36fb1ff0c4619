package io.databasesync.engine.progress;

import io.databasesync.sync.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Tables and indexes that are being worked on, in the order in which that began; callers guard it.
final class CurrentWork {
    private final Map<TableName, String> notes = new LinkedHashMap<>();

    void begin(TableName name) {
        begin(name, "");
    }

    /// @param note follows the name where it is shown; may be empty
    void begin(TableName name, String note) {
        notes.put(name, note);
    }

    /// Nothing happens if it has ended meanwhile.
    void note(TableName name, String note) {
        notes.replace(name, note);
    }

    boolean includes(TableName name) {
        return notes.containsKey(name);
    }

    void end(TableName name) {
        notes.remove(name);
    }

    void endAllBut(Predicate<TableName> going) {
        notes.keySet().removeIf(going.negate());
    }

    void endAll() {
        notes.clear();
    }

    List<String> texts() {
        return notes.entrySet().stream().map(e -> e.getKey() + e.getValue()).toList();
    }

    /// The first of those that are meant, with a space before it and what is said of it in brackets; empty if there is
    /// no such one.
    String first(Predicate<TableName> meant) {
        return notes.entrySet().stream()
                .filter(e -> meant.test(e.getKey()))
                .findFirst()
                .map(e -> " " + e.getKey() + (e.getValue().startsWith(" (") ? e.getValue() : ""))
                .orElse("");
    }
}
