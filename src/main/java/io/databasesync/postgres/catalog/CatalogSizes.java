package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Measures tables and the database. A table of which somebody rewrites the rows makes this wait.
public final class CatalogSizes {
    private final Transaction transaction;

    CatalogSizes(Transaction transaction) {
        this.transaction = transaction;
    }

    /// The number of heap blocks of some tables, by OID. Tables of other kinds are left out.
    public Map<Long, Long> heapBlocks(Collection<Long> oids) {
        return heapBlocks("pg_catalog.pg_class c where c.oid = any (?)", SqlArray.oids(oids));
    }

    /// The same for tables with some names.
    public Map<Long, Long> heapBlocksOf(Collection<TableName> names) {
        return heapBlocks(
                "unnest(?::text[], ?::text[]) w(schema, name) join pg_catalog.pg_namespace n on n.nspname = w.schema"
                        + " join pg_catalog.pg_class c on c.relnamespace = n.oid where c.relname = w.name",
                SqlArray.schemas(names),
                SqlArray.names(names));
    }

    private Map<Long, Long> heapBlocks(String tables, @Nullable Object... parameters) {
        return transaction
                .query(
                        "select c.oid::bigint, pg_catalog.pg_relation_size(c.oid) / current_setting('block_size')::bigint from "
                                + tables + " and c.relkind = 'r'",
                        row -> Map.entry(row.getLong(1), row.getLong(2)),
                        Reason.ConnectionLost,
                        "measuring tables",
                        parameters)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Size of the whole database.
    public long databaseBytes() {
        return transaction.queryLong(
                "select pg_catalog.pg_database_size(current_database())",
                Reason.ConnectionLost,
                "measuring the database");
    }

    /// The size to which the server lets its write-ahead log grow between checkpoints.
    public long maxWalBytes() {
        return transaction.queryLong(
                "select pg_catalog.pg_size_bytes(current_setting('max_wal_size'))",
                Reason.ConnectionLost,
                "reading max_wal_size");
    }
}
