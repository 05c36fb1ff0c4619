package io.databasesync.postgres.checksum;

import io.databasesync.postgres.definition.ChecksumSql;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Computes a digest of a table's content on its server, so that two ends can be compared without transferring rows.
///
/// @param where the end, for messages: `on the source`, `in the stage`
/// @param large whether several processes of the server should read the table
public record TableChecksum(TableName table, ChecksumSql sql, String where, boolean large) {
    private static final long LARGE_BYTES = 32L * 1024 * 1024;

    /// Of the source's table.
    public static TableChecksum ofSource(TablePair pair) {
        return new TableChecksum(pair.name(), ChecksumSql.ofSource(pair), "on the source", large(pair));
    }

    /// Of the target's table.
    ///
    /// @param relation the table itself or its stage, as SQL spells it
    public static TableChecksum ofTarget(TablePair pair, String relation, String where) {
        return new TableChecksum(pair.name(), ChecksumSql.ofTarget(pair, relation), where, large(pair));
    }

    private static boolean large(TablePair pair) {
        return pair.source().table().bytes() >= LARGE_BYTES;
    }

    /// Reads the whole table in the transaction's snapshot. The caller keeps the transaction.
    public TableDigest digest(Transaction transaction) {
        prepare(transaction);
        return summing(transaction).query(sql.digest(), TableChecksum::digest).getFirst();
    }

    /// Digests of buckets of rows, by bucket.
    Map<Long, TableDigest> buckets(Transaction transaction, List<String> key, int buckets) {
        Map<Long, TableDigest> digests = new HashMap<>();
        summing(transaction)
                .query(sql.buckets(key, buckets), row -> Map.entry(row.getLong("bucket"), digest(row)))
                .forEach(bucket -> digests.put(bucket.getKey(), bucket.getValue()));
        return digests;
    }

    /// Equal rows with one key.
    record KeyedRows(String key, long hash, long rows, String place) {}

    List<KeyedRows> rows(Transaction transaction, List<String> key, int buckets, Collection<Long> of) {
        return summing(transaction)
                .query(
                        sql.rows(key, buckets, of),
                        row -> new KeyedRows(
                                row.getString("key"), row.getLong("h"), row.getLong("rows"), row.getString("place")));
    }

    private static TableDigest digest(ResultSet row) throws SQLException {
        return new TableDigest(row.getLong("rows"), row.getBigDecimal("sum").toBigIntegerExact());
    }

    private Statements summing(Transaction transaction) {
        return transaction.during(
                "computing the checksum of table %s %s".formatted(table, where), Reason.VerificationFailed);
    }

    // The planner sees a table's heap, but not its TOAST, whose bytes need most of the time.
    private void prepare(Transaction transaction) {
        if (large) {
            summing(transaction)
                    .execute("set local min_parallel_table_scan_size = 0; set local parallel_setup_cost = 0");
        }
    }
}
