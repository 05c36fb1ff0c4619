package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.definition.RunSequence.Drawer;
import io.databasesync.postgres.session.Sql;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Statements that set sequences: pure text.
public final class SequencePositions {
    private SequencePositions() {}

    /// Locks a sequence until the end of the transaction and gives it another file, with the same position. A
    /// rollback removes that file, and the effect of `setval` with it. Only its owner may do that.
    ///
    /// @param name as SQL spells it
    public static String takeOver(String name) {
        return "do %s"
                .formatted(Sql.literal(
                        "begin execute pg_catalog.format('alter sequence %s increment by %%s', (select s.seqincrement from pg_catalog.pg_sequence s where s.seqrelid = %s::pg_catalog.regclass)); end"
                                .formatted(name.replace("%", "%%").replace("'", "''"), Sql.literal(name))));
    }

    /// @param name as SQL spells it
    public static String set(String name, SequenceValue value) {
        return "select pg_catalog.setval(%s, %s, %s)".formatted(Sql.literal(name), value.lastValue(), value.called());
    }

    /// The same, but only forward.
    public static String advance(String name, Sequence.Range range, SequenceValue value) {
        return set(name, value)
                + " from %s where %s"
                        .formatted(
                                name,
                                range.ascending()
                                        ? "(%s, %s) > (last_value, is_called)"
                                                .formatted(value.lastValue(), value.called())
                                        : "(last_value, %s) > (%s, is_called)"
                                                .formatted(value.called(), value.lastValue()));
    }

    /// A query for the furthest value of a sequence that columns have; one row, which may be null. Values outside of
    /// the sequence's range are not its own. Neither is its very last value: behind it, every insert would fail.
    ///
    /// @param rows what follows `from` for the rows of a column
    static String furthest(RunSequence sequence, Function<Drawer, String> rows) {
        Sequence.Range range = sequence.sequence().range();
        String parts = sequence.drawers().stream()
                .map(d -> {
                    String column = Sql.identifier(d.column());
                    return range.ascending()
                            ? "select max(%s)::numeric as v from %s where %s >= %s and %s < %s"
                                    .formatted(column, rows.apply(d), column, range.min(), column, range.max())
                            : "select min(%s)::numeric as v from %s where %s <= %s and %s > %s"
                                    .formatted(column, rows.apply(d), column, range.max(), column, range.min());
                })
                .collect(Collectors.joining(" union all "));
        return "select %s::bigint from (%s) columns"
                .formatted(range.ascending() ? "ceil(max(v))" : "floor(min(v))", parts);
    }
}
