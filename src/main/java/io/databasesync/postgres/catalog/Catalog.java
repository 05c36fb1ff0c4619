package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the catalogs of one database. Its transaction has an empty `search_path`, so that definitions name schemas.
public final class Catalog {
    private final Transaction transaction;
    private final CatalogQueries queries;

    /// The place of a table: the names of stage schemas and of schemas with replaced tables contain these words.
    private enum Place {
        LIVE(""),
        KEPT("prev"),
        STAGED("stage");

        private final String word;

        Place(String word) {
            this.word = word;
        }
    }

    public Catalog(Transaction transaction) {
        this.transaction = transaction;
        this.queries = new CatalogQueries(transaction);
    }

    /// Reads the objects around the tables.
    public CatalogObjects objects() {
        return new CatalogObjects(queries);
    }

    /// Reads the code of the database.
    public CatalogCode code() {
        return new CatalogCode(transaction, queries);
    }

    /// Every table that could be selected. This does not wait for locks on them.
    public List<ListedTable> tableNames() {
        return queries.query("list_table_names", CatalogRows::listedTable);
    }

    /// What the server, the database and our role allow.
    public ServerLimits limits() {
        return ServerLimits.read(transaction);
    }

    /// The number of these tables that have a TOAST table.
    public long toasted(Collection<Long> oids) {
        return transaction.queryLong(
                "select count(*) from pg_catalog.pg_class where oid = any (?) and reltoastrelid <> 0",
                Reason.ConnectionLost,
                "counting TOAST tables",
                SqlArray.oids(oids));
    }

    /// The columns of some tables that contain rows of other ones.
    public List<RowTypeUse> rowTypeUses(Collection<Long> oids) {
        return queries.query(
                "list_row_types",
                row -> new RowTypeUse(
                        new TableName(CatalogRows.text(row, "schema"), CatalogRows.text(row, "name")),
                        CatalogRows.text(row, "column"),
                        new TableName(CatalogRows.text(row, "of_schema"), CatalogRows.text(row, "of_name"))),
                SqlArray.oids(oids));
    }

    /// The views of the database, materialized ones too.
    public List<TableName> views() {
        return queries.query(
                "list_views", row -> new TableName(CatalogRows.text(row, "schema"), CatalogRows.text(row, "name")));
    }

    /// The OIDs of all relations with these names.
    public Map<TableName, Long> oids(Collection<TableName> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        return queries
                .query(
                        "list_oids",
                        row -> Map.entry(
                                new TableName(CatalogRows.text(row, "schema"), CatalogRows.text(row, "name")),
                                row.getLong("oid")),
                        SqlArray.schemas(names),
                        SqlArray.names(names))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a));
    }

    /// The relations among these that are tables which could be selected.
    public List<Table> tables(Collection<Long> oids) {
        return tables(oids, Place.LIVE);
    }

    /// The definitions of some tables, in their order.
    public List<TableDefinition> definitions(List<Table> tables) {
        return tables.isEmpty()
                ? List.of()
                : new Details(tables.stream().map(Table::oid).toList(), Place.LIVE).of(tables);
    }

    /// The definitions of the relations among these that are tables which could be selected.
    public List<TableDefinition> definitionsOf(Collection<Long> oids) {
        return definitionsOf(oids, Place.LIVE);
    }

    /// The definitions of the relations among these that are kept tables which a run has replaced.
    public List<TableDefinition> keptDefinitionsOf(Collection<Long> oids) {
        return definitionsOf(oids, Place.KEPT);
    }

    /// The definitions of the relations among these that are tables of a stage.
    public List<TableDefinition> stagedDefinitions(Collection<Long> oids) {
        return definitionsOf(oids, Place.STAGED);
    }

    // The tables and their parts are asked at once.
    private List<TableDefinition> definitionsOf(Collection<Long> oids, Place place) {
        return oids.isEmpty() ? List.of() : new Details(oids, place).of(tables(oids, place));
    }

    private List<Table> tables(Collection<Long> oids, Place place) {
        return queries.query("list_tables", CatalogRows::table, place.word, SqlArray.oids(oids));
    }

    /// The parts of tables. All of them are asked at once.
    private final class Details {
        private final Answer<Map<Long, List<Column>>> columns;
        private final Answer<Map<Long, List<Index>>> indexes;
        private final Answer<Map<Long, List<Check>>> checks;
        private final Answer<Map<TableName, List<ForeignKey>>> foreignKeys;
        private final Answer<Map<Long, List<Sequence>>> sequences;
        private final Answer<Map<Long, List<ExtendedStatistics>>> statistics;
        private final Answer<Map<Long, List<Partition>>> partitions;

        Details(Collection<Long> relations, Place place) {
            SqlArray oids = SqlArray.oids(relations);
            columns = queries.byTable("list_columns", CatalogRows::column, oids, oids);
            indexes = queries.byTable("list_indexes", CatalogRows::index, oids);
            checks = queries.byTable("list_checks", CatalogRows::check, oids);
            foreignKeys = foreignKeys(relations, place)
                    .map(keys -> keys.stream().collect(Collectors.groupingBy(ForeignKey::table)));
            sequences = queries.byTable("list_sequences", CatalogRows::sequence, oids, oids, oids);
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

    /// Foreign keys from or to some tables.
    public List<ForeignKey> foreignKeys(Collection<Long> oids) {
        return foreignKeys(oids, Place.LIVE).get();
    }

    private Answer<List<ForeignKey>> foreignKeys(Collection<Long> oids, Place place) {
        return queries.ask(
                "list_foreign_keys", CatalogRows::foreignKey, place.word, SqlArray.oids(oids), SqlArray.oids(oids));
    }

    /// The types of some columns of a table, in their order.
    public List<KeyType> keyTypes(TableName table, List<String> columns) {
        return askKeyTypes(table, columns).get();
    }

    /// The same, with the next message.
    public Answer<List<KeyType>> askKeyTypes(TableName table, List<String> columns) {
        return queries.ask(
                "list_key_types", CatalogRows::keyType, SqlArray.texts(columns), table.schema(), table.name());
    }

    /// Counts the rows of a table; for a partitioned one, those of its partitions.
    public long rows(Table table) {
        return count("select count(*) from " + table.rows(), table);
    }

    /// Counts the rows of a source table that are read.
    public long rows(Table table, SourceRows read) {
        return count(read.count(), table);
    }

    private long count(String sql, Table table) {
        return transaction.queryLong(sql, Reason.ConnectionLost, "counting table " + table.name());
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

    public boolean hasLargeObjects() {
        return transaction.queryLong(
                        "select count(*) from (select from pg_catalog.pg_largeobject_metadata limit 1) any_of_them",
                        Reason.ConnectionLost,
                        "looking for large objects")
                > 0;
    }

    /// A large object that a column of type `oid` refers to, if there is one.
    public Optional<Long> largeObjectOf(TableDefinition table, String column) {
        return transaction
                .query(
                        "select m.oid::bigint from %s t join pg_catalog.pg_largeobject_metadata m on m.oid = t.%s limit 1"
                                .formatted(table.rowsOf(Sql.qualified(table.name())), Sql.identifier(column)),
                        row -> row.getLong(1),
                        Reason.ConnectionLost,
                        "looking for large objects in table " + table.name())
                .stream()
                .findFirst();
    }

    /// Triggers that would fire when tables are emptied and filled, those of parents first.
    public List<Trigger> triggers(Collection<Long> oids) {
        return queries.query("list_triggers", CatalogRows::trigger, SqlArray.oids(oids));
    }

    /// The tables among these that our role may lock before a statement about a foreign key does so. That statement
    /// itself requires fewer rights.
    public Set<TableName> lockable(Collection<TableName> tables) {
        return tables.isEmpty()
                ? Set.of()
                : Set.copyOf(transaction.query(
                        "select w.schema, w.name from unnest(?::text[], ?::text[]) w(schema, name)"
                                + " where has_table_privilege(format('%I.%I', w.schema, w.name), 'update, delete, truncate')",
                        row -> new TableName(row.getString(1), row.getString(2)),
                        Reason.ConnectionLost,
                        "reading the catalog",
                        SqlArray.schemas(tables),
                        SqlArray.names(tables)));
    }

    /// The statements that a query of `sql/` returns.
    public List<String> statements(String query, @Nullable Object... parameters) {
        return queries.statements(query, parameters);
    }
}
