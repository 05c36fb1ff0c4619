package io.databasesync.postgres.catalog;

import java.util.List;

/// An object that keeps the server from changing the type of a column, or from dropping the column.
///
/// @param described for messages; empty for an object that goes away and comes back with a generated column
/// @param drop the statement that drops it; empty if it goes away with a generated column
/// @param create statements that make it again
/// @param view its OID if it is a view; otherwise 0
/// @param table the OID of its table if it is a generated column; otherwise 0
/// @param column its name if it is a generated column
public record ColumnDependent(
        Kind kind, String described, String drop, List<String> create, long view, long table, String column) {

    /// In the order in which they are made: each may need those before it.
    public enum Kind {
        GeneratedColumn,
        Belonging,
        ForeignKey,
        View,
        Other
    }

    public ColumnDependent {
        create = List.copyOf(create);
    }
}
