package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/// A sequence that a column owns (serial, identity) or only uses in its default.
///
/// @param shared whether another object uses it too, so that it cannot move with its table
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

    /// The rights of our role on a sequence. They are not part of its definition.
    public record Rights(boolean maySelect, boolean mayUpdate) {
        private static final Rights NONE = new Rights(false, false);
    }

    /// The definition, without the rights.
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

    /// Whether a replaced table gets its own sequence. An identity column always needs one; other users of its
    /// sequence prevent the swap of its table.
    public boolean movesWithTable() {
        return owned && (identity || !shared);
    }
}
