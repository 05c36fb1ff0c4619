package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.sync.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the objects around the tables of one database: those that tables need, those that depend on tables, and
/// those that have a name already.
public final class CatalogObjects {
    private final CatalogQueries queries;

    CatalogObjects(CatalogQueries queries) {
        this.queries = queries;
    }

    /// Materialized views that show some tables, as SQL spells them.
    public List<String> materializedViews(Collection<Long> oids) {
        return queries.statements("list_materialized_views", SqlArray.oids(oids));
    }

    /// Types that columns of some tables need, in the order in which they can be created.
    public List<UserType> types(Collection<Long> oids) {
        return queries.query("list_types", ObjectRows::type, SqlArray.oids(oids), SqlArray.oids(oids));
    }

    /// The objects that definitions of some tables and types name and a run does not make.
    public List<NeededObject> neededObjects(Collection<Long> tables, Collection<Long> types) {
        return queries.query(
                "list_needed_objects", ObjectRows::neededObject, SqlArray.oids(tables), SqlArray.oids(types));
    }

    /// The collations that are not the system's.
    ///
    /// @param tables whose use of each is found out
    public List<UserCollation> collations(Collection<Long> tables) {
        return queries.query("list_collations", ObjectRows::collation, SqlArray.oids(tables));
    }

    /// Those among some collations of another server whose locale this server has.
    public List<UserCollation> withKnownLocale(List<UserCollation> collations) {
        return collations.isEmpty()
                ? List.of()
                : queries
                        .query(
                                "list_known_locales",
                                row -> row.getLong("position"),
                                SqlArray.texts(collations.stream()
                                        .map(UserCollation::provider)
                                        .toList()),
                                SqlArray.texts(collations.stream()
                                        .map(c -> Objects.requireNonNullElse(c.locale(), ""))
                                        .toList()),
                                SqlArray.texts(collations.stream()
                                        .map(c -> Objects.requireNonNullElse(c.ctype(), ""))
                                        .toList()))
                        .stream()
                        .map(position -> collations.get(Math.toIntExact(position) - 1))
                        .toList();
    }

    /// All objects with one of these names.
    public List<NamedObject> namedObjects(Collection<String> names) {
        return queries.query("list_named_objects", ObjectRows::namedObject, SqlArray.texts(names));
    }

    /// Statements that copy the comments of some schemas to another database.
    public List<String> schemaComments(Collection<String> schemas) {
        return queries.statements("schema_comments", SqlArray.texts(schemas));
    }

    /// The objects with one of these names of relations, of extended statistics, or of types.
    public List<NameHolder> nameHolders(
            Collection<TableName> relations, Collection<TableName> statistics, Collection<TableName> types) {
        return queries.query(
                "list_name_holders",
                ObjectRows::nameHolder,
                SqlArray.schemas(relations),
                SqlArray.names(relations),
                SqlArray.schemas(statistics),
                SqlArray.names(statistics),
                SqlArray.schemas(types),
                SqlArray.names(types));
    }

    /// Array types that keep tables from moving into another schema.
    ///
    /// @param moving the new schema of each table, by OID
    /// @param leaving OIDs of tables that leave these schemas before
    public List<TableName> typeConflicts(Map<Long, String> moving, Collection<Long> leaving) {
        List<Map.Entry<Long, String>> tables = List.copyOf(moving.entrySet());
        return queries.query(
                "list_type_conflicts",
                CatalogObjects::name,
                SqlArray.numbers(tables.stream().map(Map.Entry::getKey).toList()),
                SqlArray.texts(tables.stream().map(Map.Entry::getValue).toList()),
                SqlArray.oids(leaving));
    }

    private static TableName name(ResultSet row) throws SQLException {
        return new TableName(CatalogRows.text(row, "schema"), CatalogRows.text(row, "name"));
    }

    /// Every sequence that is not the system's, temporary or ours.
    public List<ListedSequence> sequences() {
        return queries.query("list_all_sequences", SequenceRows::listedSequence);
    }

    /// The columns and other objects that own or use some sequences. Defaults that name a sequence by a text are not
    /// among them.
    public List<SequenceUser> sequenceUsers(Collection<Long> sequences) {
        SqlArray oids = SqlArray.oids(sequences);
        return sequences.isEmpty()
                ? List.of()
                : queries.query("list_sequence_users", SequenceRows::sequenceUser, oids, oids, oids, oids);
    }

    /// Sequences that defaults of some types use.
    public Set<TableName> sequencesOfTypes(Collection<Long> types) {
        return Set.copyOf(queries.query("list_sequences_of_types", CatalogObjects::name, SqlArray.oids(types)));
    }

    /// The extensions among these that could be installed.
    public List<OfferedExtension> offeredExtensions(Collection<String> names) {
        return queries.query("list_offered_extensions", ObjectRows::offeredExtension, SqlArray.texts(names));
    }

    /// The schema of each extension.
    public Map<String, String> extensionSchemas() {
        return queries
                .query(
                        "list_extensions",
                        row -> Map.entry(CatalogRows.text(row, "name"), CatalogRows.text(row, "schema")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// How to translate names of this database's extensions for another database.
    ///
    /// @param there the schema of each extension of the other database
    public Relocation relocation(Map<String, String> there) {
        List<String> moved = extensionSchemas().entrySet().stream()
                .filter(e -> !e.getValue().equals(there.getOrDefault(e.getKey(), e.getValue())))
                .map(Map.Entry::getKey)
                .toList();
        if (moved.isEmpty()) {
            return Relocation.NONE;
        }
        return new Relocation(queries
                .query(
                        "list_members",
                        row -> Map.entry(
                                new TableName(CatalogRows.text(row, "schema"), CatalogRows.text(row, "name")),
                                Objects.requireNonNull(there.get(CatalogRows.text(row, "extension")))),
                        SqlArray.texts(moved))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a)));
    }

    /// The objects that depend on a table and cannot follow it through a swap, by table OID.
    public Map<Long, List<String>> blockers(Collection<Long> oids) {
        return queries.byTable("list_blockers", row -> CatalogRows.text(row, "blocker"), SqlArray.oids(oids))
                .get();
    }

    /// Publications of all tables of the database, as SQL spells them.
    public List<String> publicationsOfAllTables() {
        return queries.query("list_publications_of_all_tables", row -> CatalogRows.text(row, "publication"));
    }

    /// Views that read some tables or whose rules name them, and the views among these relations: the kind and the
    /// name of each, those that read others first.
    public List<String> boundViews(Collection<Long> oids) {
        return queries.query(
                "list_bound_views", row -> CatalogRows.text(row, "view"), SqlArray.oids(oids), SqlArray.oids(oids));
    }

    /// Views and materialized views over some tables, also by way of each other. A view stands after all that it
    /// reads.
    ///
    /// @param schemas in which the statements make the views, by the schema where they are; may lack some
    public List<DependentView> viewsOver(Collection<Long> tables, Map<String, String> schemas) {
        List<String> names = List.copyOf(schemas.keySet());
        List<DependentView> views = queries.query(
                "list_views_over",
                ObjectRows::dependentView,
                SqlArray.oids(tables),
                SqlArray.texts(names),
                SqlArray.texts(names.stream()
                        .map(name -> schemas.getOrDefault(name, name))
                        .toList()));
        SqlArray oids = SqlArray.oids(views.stream()
                .filter(DependentView::materialized)
                .map(DependentView::oid)
                .toList());
        if (oids.elements().isEmpty()) {
            return views;
        }
        Answer<Map<Long, List<Index>>> indexes = queries.byTable("list_indexes", CatalogRows::index, oids);
        Answer<Map<Long, List<ExtendedStatistics>>> statistics =
                queries.byTable("list_statistics", CatalogRows::statistics, oids);
        return views.stream()
                .map(v -> v.withIndexes(indexes.get().getOrDefault(v.oid(), List.of()))
                        .withStatistics(statistics.get().getOrDefault(v.oid(), List.of())))
                .toList();
    }

    /// How a view that was made anew differs from the view it was made from, one sentence each. Relations of `moving`
    /// count as the same as their new ones.
    ///
    /// @param moving OIDs of new relations by the OIDs of those that move
    public List<String> viewDifferences(Map<Long, Long> moving, long view, long made) {
        List<Long> old = List.copyOf(moving.keySet());
        return queries.query(
                "compare_views",
                row -> CatalogRows.text(row, "difference"),
                SqlArray.oids(old),
                SqlArray.oids(old.stream().map(moving::get).toList()),
                view,
                made);
    }

    /// The objects that keep the server from changing or dropping columns of tables, in the order in which they can be
    /// made again. Views over views, and foreign keys, are not among them.
    ///
    /// @param tables the OID of the table of each column
    public List<ColumnDependent> columnDependents(List<Long> tables, List<String> columns) {
        return queries.query(
                "list_column_dependents", ObjectRows::columnDependent, SqlArray.oids(tables), SqlArray.texts(columns));
    }

    /// The objects that would lose a table that goes away, by table OID.
    public Map<Long, List<String>> dependents(Collection<Long> oids) {
        return queries.byTable("list_dependents", row -> CatalogRows.text(row, "dependent"), SqlArray.oids(oids))
                .get();
    }
}
