package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.definition.RunSequence.Drawer;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The values of sequences that columns have.
public final class UsedValues {
    /// One query looks for the values of so many sequences. It locks their tables until the transaction ends.
    private static final int AT_ONCE = 100;

    private UsedValues() {}

    /// The positions that sequences have to get if these columns are read as well.
    ///
    /// @param rows what follows `from` for the rows of a column
    public static List<SequenceMove> notBehind(Transaction t, List<SequenceMove> moves, Function<Drawer, String> rows) {
        List<SequenceMove> result = new ArrayList<>();
        for (int from = 0; from < moves.size(); from += AT_ONCE) {
            List<SequenceMove> some = moves.subList(from, Math.min(moves.size(), from + AT_ONCE));
            Map<Integer, SequenceValue> used = used(t, some, rows);
            for (int i = 0; i < some.size(); i++) {
                result.add(some.get(i).notBehind(Optional.ofNullable(used.get(i))));
            }
        }
        return result;
    }

    private static Map<Integer, SequenceValue> used(
            Transaction t, List<SequenceMove> moves, Function<Drawer, String> rows) {
        List<String> queries = new ArrayList<>();
        for (int i = 0; i < moves.size(); i++) {
            if (!moves.get(i).sequence().drawers().isEmpty()) {
                queries.add("select %d, (%s)"
                        .formatted(i, SequencePositions.furthest(moves.get(i).sequence(), rows)));
            }
        }
        Map<Integer, SequenceValue> used = new HashMap<>();
        if (!queries.isEmpty()) {
            t.query(
                            "select * from (" + String.join(" union all ", queries) + ") u(i, v) where v is not null",
                            row -> Map.entry(row.getInt(1), new SequenceValue(row.getLong(2), true)),
                            Reason.VerificationFailed,
                            "looking for the values of sequences")
                    .forEach(e -> used.put(e.getKey(), e.getValue()));
        }
        return used;
    }
}
