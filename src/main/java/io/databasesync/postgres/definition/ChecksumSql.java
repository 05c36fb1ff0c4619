package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.session.Sql;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The queries that hash the rows of one table on one end: pure text. They rely on the settings of `Transaction`.
///
/// The hash is the first 64 bits of a SHA-224 over the row as UTF-8: the same for every encoding, byte
/// order and collation.
///
/// @param relation the table after `from`, as SQL spells it
/// @param columns by name, since both ends may have them in another order
/// @see <a href="https://www.postgresql.org/docs/current/functions-binarystring.html">sha224</a>
public record ChecksumSql(String relation, List<Column> columns) {

    public ChecksumSql {
        columns = columns.stream().sorted(Comparator.comparing(Column::name)).toList();
    }

    /// Over the rows that are read from the source's table.
    public static ChecksumSql ofSource(TablePair pair) {
        List<Column> columns = common(pair).stream()
                .flatMap(c -> pair.source().column(c.name()).stream())
                .toList();
        return new ChecksumSql(pair.rows().from("t"), columns);
    }

    /// Over the target's rows of the table: the table itself, or its stage.
    ///
    /// @param relation as SQL spells it
    public static ChecksumSql ofTarget(TablePair pair, String relation) {
        return new ChecksumSql(pair.definition().rowsOf(relation), common(pair));
    }

    /// The columns of both, with generated ones: the target computes its own again, so comparing them is useful.
    private static List<Column> common(TablePair pair) {
        return pair.definition().columns().stream()
                .filter(c -> pair.rows().has(c.name()))
                .toList();
    }

    /// Columns `rows` and `sum`; one row.
    public String digest() {
        if (columns.isEmpty()) {
            return "select count(*) as rows, 0 as sum from " + relation;
        }
        return "select count(*) as rows, coalesce(sum(h), 0) as sum from (select " + rowHash() + " as h from "
                + relation + ") r";
    }

    /// Whether the comparison covers all of these columns.
    public boolean holds(Collection<String> names) {
        return columns.stream().map(Column::name).toList().containsAll(names);
    }

    /// Columns `bucket`, `rows` and `sum`: the digest of each bucket of keys.
    ///
    /// @param key columns; empty to use whole rows as their own keys
    /// @param buckets a power of two
    public String buckets(List<String> key, int buckets) {
        return "select k & %s as bucket, count(*) as rows, sum(h) as sum from (select %s as k, %s as h from %s) r group by 1"
                .formatted(buckets - 1, keyHash(key), rowHash(), relation);
    }

    /// Columns `key`, `h`, `rows` and `place` of the rows in some buckets. Values of other
    /// columns stay on the server.
    public String rows(List<String> key, int buckets, Collection<Long> of) {
        String text = key.isEmpty() ? rowHash() + "::text" : "row(" + Sql.list(key) + ")::text";
        return ("select key, h, count(*) as rows, min(place)::text as place from (select %s as key, %s as k, %s as h,"
                        + " ctid as place from %s) r where k & %s in (%s) group by 1, 2")
                .formatted(
                        text,
                        keyHash(key),
                        rowHash(),
                        relation,
                        buckets - 1,
                        of.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }

    private String keyHash(List<String> key) {
        return key.isEmpty() ? rowHash() : hash(key.stream().map(Sql::identifier));
    }

    private String rowHash() {
        return hash(columns.stream().map(ChecksumColumn::expression));
    }

    private static String hash(Stream<String> values) {
        return "('x' || encode(substring(sha224(convert_to(row(" + values.collect(Collectors.joining(", "))
                + ")::text, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint";
    }
}
