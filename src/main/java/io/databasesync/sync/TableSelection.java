package io.databasesync.sync;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/// Which tables a sync replaces, and how it handles differences between them.
///
/// @param include globs over `schema.table`; empty means `*.*`, all tables outside of system schemas
/// @param exclude globs that remove tables again
@RecordBuilder
public record TableSelection(
        List<String> include,
        List<String> exclude,
        Missing missing,
        Columns columns,
        MaterializedViews materializedViews)
        implements TableSelectionBuilder.With {
    /// Every table, created when missing, columns exactly equal, with the materialized views over it.
    public static final TableSelection ALL =
            new TableSelection(List.of(), List.of(), Missing.Create, Columns.Strict, MaterializedViews.Rebuild);

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

    /// How to handle materialized views of the target over selected tables.
    public enum MaterializedViews {
        /// Builds them over the new tables, and publishes them together.
        Rebuild,
        /// They keep their rows until a person refreshes them.
        Leave,
        /// Refuses the run.
        Refuse
    }

    public TableSelection {
        include = include.isEmpty() ? List.of("*.*") : List.copyOf(include);
        exclude = List.copyOf(exclude);
    }
}
