package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// Counts the rows of several tables. Many small tables cost one round trip.
public final class RowCounts {
    /// The tables and their indexes are locked until the transaction ends, and a server has room for so many locks.
    private static final int MOST_TABLES = 50;
    /// Bytes that a server reads in a fraction of a second.
    private static final long MOST_BYTES = 64L << 20;

    private RowCounts() {}

    /// The rows to count.
    ///
    /// @param from the text after `from`
    /// @param doing as `Transaction.execute` takes it
    public record Rows(String from, String doing) {}

    /// Tables that are read together: small ones together, each large one by itself.
    public static <T> List<List<T>> groups(List<T> tables, ToLongFunction<T> bytes) {
        List<List<T>> groups = new ArrayList<>();
        List<T> group = new ArrayList<>();
        long sum = 0;
        for (T table : tables) {
            long more = bytes.applyAsLong(table);
            if (more > MOST_BYTES) {
                groups.add(List.of(table));
                continue;
            }
            if (group.size() == MOST_TABLES || sum + more > MOST_BYTES) {
                groups.add(group);
                group = new ArrayList<>();
                sum = 0;
            }
            group.add(table);
            sum += more;
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    /// Counts the rows of one group, in one message.
    ///
    /// @param reason why a run ends if that fails
    /// @return the numbers, in the order of the tables
    public static List<Long> of(Session session, Reason reason, List<Rows> tables) {
        return session.ask(TransactionMode.READ_ONLY, t -> ask(t, reason, tables));
    }

    /// Counts in a transaction of the caller.
    ///
    /// @param tables at least one
    public static Answer<List<Long>> ask(Transaction t, Reason reason, List<Rows> tables) {
        List<Answer<List<Long>>> counts = tables.stream()
                .map(rows -> t.ask("select count(*) from " + rows.from(), row -> row.getLong(1), reason, rows.doing()))
                .toList();
        return counts.getFirst()
                .map(_ -> counts.stream().map(count -> count.get().getFirst()).toList());
    }
}
