package io.databasesync.postgres.catalog;

import io.databasesync.postgres.SqlResource;
import io.databasesync.postgres.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the catalogs of one database, in a transaction that has an empty `search_path`, so that definitions name
/// schemas.
public final class Catalog {
    private final Transaction transaction;

    public Catalog(Transaction transaction) {
        this.transaction = transaction;
    }

    /// Every table that could be selected.
    public List<Table> tables() {
        return query("list_tables", CatalogRows::table);
    }

    /// The shapes of some tables, in their order.
    public List<TableShape> shapes(List<Table> tables) {
        List<Long> oids = tables.stream().map(Table::oid).toList();
        Map<Long, List<Column>> columns = byTable("list_columns", CatalogRows::column, oids, oids);
        Map<Long, List<Index>> indexes = byTable("list_indexes", CatalogRows::index, oids);
        Map<Long, List<Check>> checks = byTable("list_checks", CatalogRows::check, oids);
        Map<TableName, List<ForeignKey>> foreignKeys =
                foreignKeys(oids).stream().collect(Collectors.groupingBy(ForeignKey::table));
        Map<Long, List<Sequence>> sequences = byTable("list_sequences", CatalogRows::sequence, oids, oids);
        Map<Long, List<ExtendedStatistics>> statistics = byTable("list_statistics", CatalogRows::statistics, oids);
        return tables.stream()
                .map(t -> new TableShape(
                        t,
                        columns.getOrDefault(t.oid(), List.of()),
                        indexes.getOrDefault(t.oid(), List.of()),
                        checks.getOrDefault(t.oid(), List.of()),
                        foreignKeys.getOrDefault(t.name(), List.of()),
                        sequences.getOrDefault(t.oid(), List.of()),
                        statistics.getOrDefault(t.oid(), List.of())))
                .toList();
    }

    /// Foreign keys from or to some tables.
    public List<ForeignKey> foreignKeys(Collection<Long> oids) {
        return query("list_foreign_keys", CatalogRows::foreignKey, oids, oids);
    }

    /// Types that columns of some tables need, in the order in which they can be created.
    public List<UserType> types(Collection<Long> oids) {
        return query("list_types", CatalogRows::type, oids);
    }

    /// What depends on a table and cannot follow it through a swap, by table OID.
    public Map<Long, List<String>> blockers(Collection<Long> oids) {
        return byTable("list_blockers", row -> CatalogRows.text(row, "blocker"), oids);
    }

    /// Statements that a query of `sql/` makes.
    public List<String> statements(String query, @Nullable Object... parameters) {
        return query(query, row -> CatalogRows.text(row, "statement"), parameters).stream()
                .map(s -> s.strip().replaceFirst(";$", ""))
                .toList();
    }

    private <T> List<T> query(String name, Transaction.RowMapper<T> mapper, @Nullable Object... parameters) {
        return transaction.query(
                SqlResource.load(name), mapper, Reason.ConnectionLost, "reading the catalog", parameters);
    }

    private <T> Map<Long, List<T>> byTable(String name, Transaction.RowMapper<T> mapper, Object... parameters) {
        return query(name, row -> Map.entry(row.getLong("table_oid"), mapper.map(row)), parameters).stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }
}
