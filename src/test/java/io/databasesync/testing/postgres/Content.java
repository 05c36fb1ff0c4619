package io.databasesync.testing.postgres;

import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Counts and hashes rows, of all tables at once.
final class Content {
    private Content() {}

    static SortedMap<TableName, String> hashes(TestDatabase database, Collection<TableName> of) {
        List<TableName> tables = List.copyOf(of);
        SortedMap<TableName, String> hashes = new TreeMap<>();
        for (var row : database.rows(String.join(" union all ", database.column(queries(tables))))) {
            hashes.put(tables.get((Integer) Objects.requireNonNull(row.get(0))), String.valueOf(row.get(1)));
        }
        if (!hashes.keySet().containsAll(tables)) {
            throw new IllegalStateException("of %s there are only %s".formatted(tables, hashes.keySet()));
        }
        return hashes;
    }

    private static String queries(List<TableName> tables) {
        return IntStream.range(0, tables.size())
                .mapToObj(i -> query(i, tables.get(i)))
                .collect(Collectors.joining(" union all "));
    }

    /// A query that gives the query that counts and hashes one table.
    private static String query(int number, TableName table) {
        return """
        select format('select %d, concat(count(*), '':'', coalesce(sum(hashtextextended(row(%%s)::text, 0)::numeric), 0)) '
            || 'from %%s %%I.%%I t',
          (select string_agg(format('t.%%I', a.attname), ', ' order by a.attname collate "C") from pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
          case c.relkind when 'p' then '' else 'only' end, n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where (n.nspname, c.relname) = %s\
        """.formatted(number, Catalog.literals(table));
    }
}
