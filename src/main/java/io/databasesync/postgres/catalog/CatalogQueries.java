package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs the catalog queries of `sql/` in one transaction.
record CatalogQueries(Transaction transaction) {
    <T> List<T> query(String name, Transaction.RowMapper<T> mapper, @Nullable Object... parameters) {
        return ask(name, mapper, parameters).get();
    }

    <T> Answer<List<T>> ask(String name, Transaction.RowMapper<T> mapper, @Nullable Object... parameters) {
        return transaction.ask(
                SqlResource.load(name), mapper, Reason.ConnectionLost, "reading the catalog", parameters);
    }

    <T> Answer<Map<Long, List<T>>> byTable(
            String name, Transaction.RowMapper<T> mapper, @Nullable Object... parameters) {
        return ask(name, row -> Map.entry(row.getLong("table_oid"), mapper.map(row)), parameters)
                .map(rows -> rows.stream()
                        .collect(Collectors.groupingBy(
                                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList()))));
    }

    /// The statements that a query of `sql/` returns.
    List<String> statements(String query, @Nullable Object... parameters) {
        return query(query, row -> CatalogRows.text(row, "statement"), parameters).stream()
                .map(s -> s.strip().replaceFirst(";$", ""))
                .toList();
    }
}
