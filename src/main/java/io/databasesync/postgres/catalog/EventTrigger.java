package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Sql;

/// An event trigger that is not disabled, and its function.
public record EventTrigger(String name, String schema, String function) {
    /// For a sentence.
    @Override
    public String toString() {
        return "event trigger %s (function %s.%s)".formatted(name, schema, function);
    }

    /// The statement that keeps it from firing.
    public String disable() {
        return "ALTER EVENT TRIGGER %s DISABLE".formatted(Sql.readable(name));
    }
}
