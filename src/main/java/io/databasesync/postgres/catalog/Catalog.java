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

    /// Measures tables and the database.
    public CatalogSizes sizes() {
        return new CatalogSizes(transaction);
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
                : details(tables.stream().map(Table::oid).toList(), Place.LIVE).of(tables);
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
        return oids.isEmpty() ? List.of() : details(oids, place).of(tables(oids, place));
    }

    private TableDetails details(Collection<Long> oids, Place place) {
        return new TableDetails(queries, oids, foreignKeys(oids, place));
    }

    private List<Table> tables(Collection<Long> oids, Place place) {
        return queries.query("list_tables", CatalogRows::table, place.word, SqlArray.oids(oids));
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
