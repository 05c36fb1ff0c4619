package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import org.jspecify.annotations.Nullable;

/// A sequence that a column owns (serial, identity) or only uses in its default.
///
/// @param shared whether something else uses it too, so that it cannot move with its table
/// @param options as `CREATE SEQUENCE` takes them
public record Sequence(
        String column,
        String schema,
        String name,
        boolean identity,
        boolean owned,
        boolean shared,
        String options,
        boolean ascending,
        boolean maySelect,
        boolean mayUpdate,
        @Nullable String comment) {

    public TableName qualified() {
        return new TableName(schema, name);
    }

    /// Whether a replaced table gets one of its own. An identity cannot do without; what else uses it keeps its table
    /// from being swapped.
    public boolean movesWithTable() {
        return owned && (identity || !shared);
    }
}
