package io.databasesync.sync;

import java.util.List;

/// Which tables a sync replaces, and what it may do about those that differ.
///
/// @param include globs over `schema.table`; empty means `*.*`, all tables outside of system schemas
/// @param exclude globs that take tables out again
public record TableSelection(List<String> include, List<String> exclude, Missing missing, Columns columns) {
    /// Every table, created when missing, columns exactly equal.
    public static final TableSelection ALL = new TableSelection(List.of(), List.of(), Missing.Create, Columns.Strict);

    /// What to do about a table that the target lacks.
    public enum Missing {
        Create,
        Fail
    }

    /// What to do about columns that differ.
    public enum Columns {
        Strict,
        Intersect
    }

    public TableSelection {
        include = include.isEmpty() ? List.of("*.*") : List.copyOf(include);
        exclude = List.copyOf(exclude);
    }
}
