package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The parts of tables. All of them are asked at once.
final class TableDetails {
    private final Answer<Map<Long, List<Column>>> columns;
    private final Answer<Map<Long, List<Index>>> indexes;
    private final Answer<Map<Long, List<Check>>> checks;
    private final Answer<Map<TableName, List<ForeignKey>>> foreignKeys;
    private final Answer<Map<Long, List<Sequence>>> sequences;
    private final Answer<Map<Long, List<ExtendedStatistics>>> statistics;
    private final Answer<Map<Long, List<Partition>>> partitions;

    TableDetails(CatalogQueries queries, Collection<Long> relations, Answer<List<ForeignKey>> keys) {
        SqlArray oids = SqlArray.oids(relations);
        columns = queries.byTable("list_columns", CatalogRows::column, oids, oids);
        indexes = queries.byTable("list_indexes", CatalogRows::index, oids);
        checks = queries.byTable("list_checks", CatalogRows::check, oids);
        foreignKeys = keys.map(all -> all.stream().collect(Collectors.groupingBy(ForeignKey::table)));
        sequences = queries.byTable("list_sequences", SequenceRows::sequence, oids, oids, oids);
        statistics = queries.byTable("list_statistics", CatalogRows::statistics, oids);
        partitions = queries.byTable("list_partitions", CatalogRows::partition, oids);
    }

    List<TableDefinition> of(List<Table> tables) {
        return tables.stream()
                .map(t -> new TableDefinition(
                        t,
                        part(columns, t),
                        part(indexes, t),
                        part(checks, t),
                        foreignKeys.get().getOrDefault(t.name(), List.of()),
                        part(sequences, t),
                        part(statistics, t),
                        part(partitions, t)))
                .toList();
    }

    private static <T> List<T> part(Answer<Map<Long, List<T>>> answer, Table table) {
        return answer.get().getOrDefault(table.oid(), List.of());
    }
}
