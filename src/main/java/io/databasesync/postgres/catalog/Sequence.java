package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/// A sequence that a column owns (serial, identity) or only uses in its default.
///
/// @param shared whether something else uses it too, so that it cannot move with its table
/// @param options as `CREATE SEQUENCE` takes them
@RecordBuilder
public record Sequence(
        String column,
        String schema,
        String name,
        boolean identity,
        boolean owned,
        boolean shared,
        String options,
        boolean ascending,
        Rights rights,
        @Nullable String comment)
        implements SequenceBuilder.With {

    /// What our role may do with a sequence; no part of its definition.
    public record Rights(boolean maySelect, boolean mayUpdate) {
        private static final Rights NONE = new Rights(false, false);
    }

    /// The definition alone.
    Sequence withoutRights() {
        return withRights(Rights.NONE);
    }

    public boolean maySelect() {
        return rights.maySelect();
    }

    public boolean mayUpdate() {
        return rights.mayUpdate();
    }

    public TableName qualified() {
        return new TableName(schema, name);
    }

    /// Whether a replaced table gets one of its own. An identity cannot do without; what else uses it keeps its table
    /// from being swapped.
    public boolean movesWithTable() {
        return owned && (identity || !shared);
    }
}
