package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Optional;

/// A sequence of the target that a run sets.
///
/// @param sequence as the target has it, or as the run makes it
/// @param table the selected table with which it moves; empty if it stays in its place
/// @param created whether the target lacks it
/// @param sources sequences of the source whose positions it takes over; the furthest one counts
/// @param drawers columns of the target that have its values
/// @param others whether something besides the selected tables uses it on the target, so that it only moves
/// forward
@RecordBuilder
public record RunSequence(
        Sequence sequence,
        Optional<TableName> table,
        boolean created,
        List<Sequence> sources,
        List<Drawer> drawers,
        boolean others)
        implements RunSequenceBuilder.With {

    public RunSequence {
        sources = List.copyOf(sources);
        drawers = List.copyOf(drawers);
    }

    /// A column with values of the sequence.
    public record Drawer(TableName table, String column) {}

    public TableName name() {
        return sequence.qualified();
    }

    /// The name as SQL spells it.
    public String spelled() {
        return Sql.qualified(sequence.schema(), sequence.name());
    }

    /// Whether tables are replaced around it.
    public boolean stays() {
        return table.isEmpty();
    }

    /// Whether its position can be set in a transaction, so that a rollback undoes it. Without the right to alter a
    /// sequence, `setval` takes effect at once.
    public boolean transactional() {
        return created || sequence.mayOwn();
    }

    /// Whether our role may set it at all.
    public boolean settable() {
        return transactional() || (sequence.maySelect() && sequence.mayUpdate());
    }
}
