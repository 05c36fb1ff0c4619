package io.databasesync.postgres.checksum;

import io.databasesync.postgres.checksum.TableChecksum.KeyedRows;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.NamedRow;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds the rows that differ between two tables with different checksums. Both servers compute digests of buckets of
/// rows. Keys and hashes are fetched only for buckets that differ. The caller keeps both transactions.
public final class RowDifferences {
    private static final int ROWS_PER_BUCKET = 256;
    private static final int MOST_BUCKETS = 1 << 16;

    private final TableChecksum here;
    private final Transaction source;
    private final TableChecksum there;
    private final Transaction target;

    /// @param source sees the same rows as when the source's checksum was computed
    public RowDifferences(TableChecksum here, Transaction source, TableChecksum there, Transaction target) {
        this.here = here;
        this.source = source;
        this.there = there;
        this.target = target;
    }

    /// The first differing rows; empty if the table has no columns, or if it has changed in the meantime.
    public NamedRows find() {
        if (here.sql().columns().isEmpty()) {
            return FirstKeys.of(here.table(), List.of(), List.of(), false);
        }
        List<String> key = key();
        int buckets = buckets();
        Map<Long, TableDigest> sourceBuckets = here.buckets(source, key, buckets);
        Map<Long, TableDigest> targetBuckets = there.buckets(target, key, buckets);
        List<Long> differing = differing(sourceBuckets, targetBuckets);
        List<Long> looked = differing.subList(0, Math.min(FirstKeys.MOST, differing.size()));
        List<NamedRow> found =
                looked.isEmpty() ? List.of() : key.isEmpty() ? places(buckets, looked) : keys(key, buckets, looked);
        return FirstKeys.of(here.table(), key, found, differing.size() > looked.size());
    }

    private List<String> key() {
        List<String> names = source.query(
                SqlResource.load("list_key"),
                row -> row.getString("name"),
                Reason.VerificationFailed,
                "looking for the key of table " + here.table(),
                Sql.qualified(here.table()));
        return here.sql().holds(names) ? names : List.of();
    }

    private int buckets() {
        long rows = source.queryLong(
                "select count(*) from " + here.sql().relation(),
                Reason.VerificationFailed,
                "counting table " + here.table() + " on the source");
        long wanted = Math.clamp(rows / ROWS_PER_BUCKET, 1, MOST_BUCKETS);
        return (int) Long.highestOneBit(wanted);
    }

    private static List<Long> differing(Map<Long, TableDigest> one, Map<Long, TableDigest> other) {
        Set<Long> all = new TreeSet<>(one.keySet());
        all.addAll(other.keySet());
        return all.stream()
                .filter(b -> !Objects.equals(one.get(b), other.get(b)))
                .toList();
    }

    private List<NamedRow> keys(List<String> key, int buckets, Collection<Long> looked) {
        Map<String, Map<Long, Long>> one = grouped(here.rows(source, key, buckets, looked));
        Map<String, Map<Long, Long>> other = grouped(there.rows(target, key, buckets, looked));
        Set<String> all = new TreeSet<>(one.keySet());
        all.addAll(other.keySet());
        List<NamedRow> found = new ArrayList<>();
        for (String value : all) {
            if (!Objects.equals(one.get(value), other.get(value))) {
                found.add(new NamedRow(value, kind(one.containsKey(value), other.containsKey(value)), 1));
            }
        }
        return found;
    }

    private static NamedRow.Kind kind(boolean inSource, boolean inTarget) {
        if (inSource && inTarget) {
            return NamedRow.Kind.Differs;
        }
        return inSource ? NamedRow.Kind.OnlyOnSource : NamedRow.Kind.OnlyOnTarget;
    }

    private static Map<String, Map<Long, Long>> grouped(List<KeyedRows> rows) {
        Map<String, Map<Long, Long>> byKey = new TreeMap<>();
        rows.forEach(r -> byKey.computeIfAbsent(r.key(), _ -> new HashMap<>()).put(r.hash(), r.rows()));
        return byKey;
    }

    // Rows by their place, the source's rows first.
    private List<NamedRow> places(int buckets, Collection<Long> looked) {
        List<KeyedRows> one = here.rows(source, List.of(), buckets, looked);
        List<KeyedRows> other = there.rows(target, List.of(), buckets, looked);
        List<NamedRow> found = new ArrayList<>(without(one, other, NamedRow.Kind.OnlyOnSource));
        found.addAll(without(other, one, NamedRow.Kind.OnlyOnTarget));
        return found;
    }

    private static List<NamedRow> without(List<KeyedRows> rows, List<KeyedRows> others, NamedRow.Kind kind) {
        Map<Long, Long> counts = new HashMap<>();
        others.forEach(r -> counts.put(r.hash(), r.rows()));
        Set<Long> seen = new HashSet<>();
        return rows.stream()
                .filter(r -> r.rows() > counts.getOrDefault(r.hash(), 0L) && seen.add(r.hash()))
                .map(r -> new NamedRow(r.place(), kind, r.rows() - counts.getOrDefault(r.hash(), 0L)))
                .toList();
    }
}
