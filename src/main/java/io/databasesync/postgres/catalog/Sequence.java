package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sequence that columns of a table own (serial, identity) or use, or a sequence by itself.
///
/// @param column the column that owns it, otherwise the first one that uses it; empty for a sequence by itself
/// @param columns all columns of the table that own or use it
/// @param drawing those of them whose values are the sequence's: whole numbers, without a calculation
/// @param owned by a column of the table
/// @param shared whether another object uses it too, so that it cannot move with its table
/// @param options as `CREATE SEQUENCE` takes them
/// @param range the values that it can take
/// @param unlogged whether a crash empties it
@RecordBuilder
public record Sequence(
        String column,
        List<String> columns,
        List<String> drawing,
        String schema,
        String name,
        boolean identity,
        boolean owned,
        boolean shared,
        String options,
        Range range,
        boolean unlogged,
        Rights rights,
        @Nullable String comment)
        implements SequenceBuilder.With {

    public Sequence {
        columns = List.copyOf(columns);
        drawing = List.copyOf(drawing);
    }

    /// The values of a sequence.
    ///
    /// @param increment less than zero if it descends
    public record Range(long increment, long min, long max, boolean cycle) {
        public boolean ascending() {
            return increment > 0;
        }
    }

    /// The rights of our role on a sequence. They are not part of its definition.
    public record Rights(boolean maySelect, boolean mayUpdate, boolean mayOwn) {
        private static final Rights NONE = new Rights(false, false, false);
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

    /// Whether our role may use `ALTER SEQUENCE`.
    public boolean mayOwn() {
        return rights.mayOwn();
    }

    public TableName qualified() {
        return new TableName(schema, name);
    }

    /// Whether a replaced table gets its own sequence. An identity column always needs one; other users of its
    /// sequence prevent the swap of its table.
    public boolean movesWithTable() {
        return owned && (identity || !shared);
    }

    /// The statement that makes it.
    ///
    /// @param spelled its name, as SQL spells it
    public String create(String spelled) {
        return "create " + (unlogged ? "unlogged " : "") + "sequence " + spelled + " " + options;
    }
}
