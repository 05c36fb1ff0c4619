package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import java.util.Optional;

/// Statements that set sequences to the positions of the source's sequences: pure text.
public final class SequencePositions {
    private SequencePositions() {}

    /// For a sequence that no other table uses: sets the source's value. If the source has no such sequence, sets the
    /// position after the column's largest value.
    ///
    /// @param name as SQL spells it
    /// @param rows what follows `from` for the table's rows
    public static String set(Sequence sequence, String name, String rows, Optional<SequenceValue> value) {
        String extreme = (sequence.ascending() ? "max(" : "min(") + Sql.identifier(sequence.column()) + ")";
        return value.map(v -> "select setval(%s, %s, %s)".formatted(Sql.literal(name), v.lastValue(), v.called()))
                .orElse("select setval(%s, %s) from %s having %s is not null"
                        .formatted(Sql.literal(name), extreme, rows, extreme));
    }

    /// For a sequence of a table that stays; empty if nothing is known about its position.
    public static Optional<String> inPlace(SequenceMove move) {
        Sequence s = move.sequence();
        TableDefinition table = move.table().pair().definition();
        return s.movesWithTable()
                ? Optional.of(set(s, Sql.qualified(s.schema(), s.name()), rows(table), move.value()))
                : move.value().map(v -> advance(s, v));
    }

    private static String rows(TableDefinition table) {
        return table.rowsOf(Sql.qualified(table.name()));
    }

    /// For a sequence of a table whose earlier rows come back: it only moves forward, behind the largest value.
    public static String past(Sequence sequence, TableDefinition table) {
        String name = Sql.qualified(sequence.schema(), sequence.name());
        String column = Sql.identifier(sequence.column());
        return "select setval(%s, r.v) from (select %s(%s) as v from %s) r, %s s where r.v %s s.last_value"
                .formatted(
                        Sql.literal(name),
                        sequence.ascending() ? "max" : "min",
                        column,
                        rows(table),
                        name,
                        sequence.ascending() ? ">" : "<");
    }

    /// For a sequence that other objects use as well. It only moves forward, because a rollback does not undo setval.
    public static String advance(Sequence sequence, SequenceValue value) {
        String name = Sql.qualified(sequence.schema(), sequence.name());
        return "select setval(%s, %s, %s) from %s where (%s, %s) %s (last_value, is_called)"
                .formatted(
                        Sql.literal(name),
                        value.lastValue(),
                        value.called(),
                        name,
                        value.lastValue(),
                        value.called(),
                        sequence.ascending() ? ">" : "<");
    }
}
