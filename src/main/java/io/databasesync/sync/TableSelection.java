package io.databasesync.sync;

import java.util.List;

/// Which tables a sync replaces, and how it handles differences between them.
///
/// @param include globs over `schema.table`; empty means `*.*`, all tables outside of system schemas
/// @param exclude globs that remove tables again
public record TableSelection(List<String> include, List<String> exclude, Missing missing, Columns columns) {
    /// Every table, created when missing, columns exactly equal.
    public static final TableSelection ALL = new TableSelection(List.of(), List.of(), Missing.Create, Columns.Strict);

    /// How to handle a table that the target lacks.
    public enum Missing {
        Create,
        Fail
    }

    /// How to handle columns that differ.
    public enum Columns {
        Strict,
        Intersect
    }

    public TableSelection {
        include = include.isEmpty() ? List.of("*.*") : List.copyOf(include);
        exclude = List.copyOf(exclude);
    }
}
