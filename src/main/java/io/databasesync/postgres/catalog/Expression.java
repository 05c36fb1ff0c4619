package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;

/// An expression in the definition of a table.
///
/// @param kind the kind of the part that has it: `column`, `constraint`, `index`
/// @param name of the part; empty if it has none
/// @param text as the server prints it
public record Expression(TableName table, String kind, String name, String text) {
    /// The part, for a sentence.
    public String part() {
        return name.isEmpty() ? kind : kind + " " + name;
    }
}
