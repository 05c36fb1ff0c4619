package io.databasesync.postgres.checksum;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.KeyType;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Finds the keys that rows of one end refer to and rows of the other end do not have. It only reads both ends, and
/// holds at most one batch of keys in memory.
public final class ReferencedKeys {
    private static final int BATCH = 10_000;

    private final ForeignKey key;
    private final String referring;
    private final String referenced;

    /// @param referring the text after `from` for the referring rows, on their end
    /// @param referenced the same for the referenced rows, on the other end, with the alias `r`
    public ReferencedKeys(ForeignKey key, String referring, String referenced) {
        this.key = key;
        this.referring = referring;
        this.referenced = referenced;
    }

    /// The keys of the referring rows that the other end lacks.
    ///
    /// @param from begins a transaction on the end of the referring rows
    /// @param to begins a transaction on the other end
    /// @return the first keys in order; empty if all exist
    public NamedRows missing(Supplier<Transaction> from, Supplier<Transaction> to) {
        try (Transaction keys = from.get();
                Transaction lookup = to.get()) {
            execute(keys, "set local cursor_tuple_fraction = 1"); // otherwise it plans for the first few rows
            execute(keys, "declare dbsync_keys no scroll cursor for " + distinct());
            String absent = absent(new Catalog(lookup).keyTypes(key.referenced(), key.referencedColumns()));
            List<String> missing = new ArrayList<>();
            List<String[]> batch;
            do {
                batch = batch(keys);
                missing.addAll(query(lookup, absent, row -> row.getString(1), columns(batch)));
            } while (batch.size() == BATCH && missing.size() <= FirstKeys.MOST);
            return FirstKeys.missing(key.table(), key.referencedColumns(), missing);
        }
    }

    /// Ordered, so that the other end reads its index once, and the same keys are named each time.
    private String distinct() {
        return "select %s from (select distinct %s from %s where %s order by %s) k"
                .formatted(
                        each("%1$s::text"),
                        each("%2$s as %1$s"),
                        referring,
                        key.refers(UnaryOperator.identity()),
                        each("%2$s"));
    }

    private String absent(List<KeyType> types) {
        String equal = IntStream.range(0, types.size())
                .mapToObj(i -> types.get(i)
                        .equal(
                                "r." + Sql.identifier(key.referencedColumns().get(i)),
                                key.operandTypes().get(i),
                                "k.c" + i))
                .collect(Collectors.joining(" and "));
        return "select left(row(%s)::text, %s) from unnest(%s) with ordinality k(%s, o) where not exists (select from %s where %s) order by k.o limit %s"
                .formatted(
                        each("k.%1$s"),
                        FirstKeys.LONGEST,
                        each("?::text[]"),
                        each("%1$s"),
                        referenced,
                        equal,
                        FirstKeys.MOST + 1);
    }

    /// @param pattern `%1$s` is our name for a column of the key, `%2$s` the column's own name
    private String each(String pattern) {
        return IntStream.range(0, key.columns().size())
                .mapToObj(i ->
                        pattern.formatted("c" + i, Sql.identifier(key.columns().get(i))))
                .collect(Collectors.joining(", "));
    }

    private List<String[]> batch(Transaction keys) {
        int columns = key.columns().size();
        return query(keys, "fetch %s from dbsync_keys".formatted(BATCH), row -> {
            String[] found = new String[columns];
            for (int i = 0; i < columns; i++) {
                found[i] = row.getString(i + 1);
            }
            return found;
        });
    }

    private Object[] columns(List<String[]> batch) {
        return IntStream.range(0, key.columns().size())
                .mapToObj(i -> SqlArray.texts(batch.stream().map(k -> k[i]).toList()))
                .toArray();
    }

    private void execute(Transaction t, String sql) {
        t.execute(sql, Reason.ForeignKeyOutside, doing());
    }

    private <T> List<T> query(Transaction t, String sql, Transaction.RowMapper<T> mapper, Object... parameters) {
        return t.query(sql, mapper, Reason.ForeignKeyOutside, doing(), parameters);
    }

    private String doing() {
        return "looking up foreign key %s of %s".formatted(key.name(), key.table());
    }
}
