package io.databasesync.engine.progress;

import io.databasesync.sync.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The tables and indexes in work, in the order in which their work began. Callers synchronize access.
final class CurrentWork {
    private static final int SHOWN = 10;

    private final Map<TableName, String> notes = new LinkedHashMap<>();

    void begin(TableName name) {
        begin(name, "");
    }

    /// @param note text to show after the name; may be empty
    void begin(TableName name, String note) {
        notes.put(name, note);
    }

    /// Changes the note; does nothing if the work has ended.
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

    /// The first of them: small tables are copied many at a time.
    List<String> texts() {
        return notes.entrySet().stream()
                .limit(SHOWN)
                .map(e -> e.getKey() + e.getValue())
                .toList();
    }

    /// The first matching name, with a space before it and its note if that is in brackets; empty if none matches.
    String first(Predicate<TableName> meant) {
        return notes.entrySet().stream()
                .filter(e -> meant.test(e.getKey()))
                .findFirst()
                .map(e -> " " + e.getKey() + (e.getValue().startsWith(" (") ? e.getValue() : ""))
                .orElse("");
    }
}
