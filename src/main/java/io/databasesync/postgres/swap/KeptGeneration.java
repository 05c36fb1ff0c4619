package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.DefinitionComparison;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.target.History;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The tables that a published run replaced, and the live tables in their place.
///
/// @param runId of that run
public record KeptGeneration(String runId, List<KeptTable> tables, List<KeptView> views) {
    public KeptGeneration {
        tables = List.copyOf(tables);
        views = List.copyOf(views);
    }

    /// One table of the run.
    ///
    /// @param live absent if a rollback removed it
    /// @param kept the table, or a copy of its rows; absent if the run created the table
    /// @param rows of that copy; empty if the table itself is kept
    public record KeptTable(
            TableName name, Optional<TableDefinition> live, Optional<TableDefinition> kept, OptionalLong rows) {
        boolean replaced() {
            return live.isPresent() && kept.isPresent();
        }

        /// Whether the table stayed, so that its rows go back instead of the table.
        boolean filled() {
            return rows.isPresent();
        }

        /// The live table, if the table that comes back belongs to another role.
        Optional<TableDefinition> otherOwner() {
            return live.filter(now -> kept.map(
                            then -> !then.table().owner().equals(now.table().owner()))
                    .orElse(false));
        }
    }

    /// The tables that move.
    public List<KeptTable> moving() {
        return tables.stream().filter(t -> !t.filled()).toList();
    }

    /// Tables that go back into place.
    public List<TableDefinition> returning() {
        return moving().stream().flatMap(t -> t.kept().stream()).toList();
    }

    /// Live tables that move out.
    public List<TableDefinition> leaving() {
        return moving().stream().flatMap(t -> t.live().stream()).toList();
    }

    /// Live tables that stay and get their earlier rows.
    public List<TablePair> staying() {
        return tables.stream()
                .filter(KeptTable::filled)
                .flatMap(t -> t.live().stream())
                .map(live -> new TablePair(live, Optional.of(live), false))
                .toList();
    }

    /// The live tables and views, which a rollback keeps, or whose rows it keeps.
    Stream<TableName> kept() {
        return Stream.concat(
                tables.stream().filter(t -> t.live().isPresent()).map(KeptTable::name),
                views.stream().map(v -> v.live().name()));
    }

    /// The schemas of the live tables and views.
    List<String> schemas() {
        return kept().map(TableName::schema).distinct().toList();
    }

    /// Live tables that do not have the owner of the table that comes back. They get that owner.
    public List<TableDefinition> changingOwner() {
        return moving().stream().flatMap(t -> t.otherOwner().stream()).toList();
    }

    /// Reads the tables that a run replaced, as they are now.
    ///
    /// @throws SyncException `NothingToRollBack` if a table was replaced, dropped or made since, `SchemaDrift` if
    /// one was altered, `DependentBlocks` if an object needs a table that would go away
    static KeptGeneration read(Transaction t, String runId) {
        Catalog catalog = new Catalog(t);
        List<ReplacedTables.Row> rows = ReplacedTables.of(t, runId);
        Collection<Long> now = ReplacedTables.live(t, runId).values();
        List<Long> then = rows.stream().map(ReplacedTables.Row::previous).toList();
        Round.ahead(List.of(
                () -> catalog.definitionsOf(now),
                () -> catalog.keptDefinitionsOf(then),
                () -> ReplacedViews.of(t, runId),
                () -> dependents(t, rows, runId),
                () -> History.newest(t)));
        Map<TableName, TableDefinition> live = by(TableDefinition::name, catalog.definitionsOf(now));
        Map<Long, TableDefinition> kept = by(TableDefinition::oid, catalog.keptDefinitionsOf(then));
        List<KeptTable> tables = new ArrayList<>();
        for (ReplacedTables.Row row : rows) {
            KeptTable table = new KeptTable(
                    row.name(),
                    Optional.ofNullable(live.get(row.name())),
                    Optional.ofNullable(kept.get(row.previous())),
                    switch (row.keeping()) {
                        case ReplacedTables.Moved() -> OptionalLong.empty();
                        case ReplacedTables.Copied(long copied) -> OptionalLong.of(copied);
                    });
            row.check(runId, table.live(), table.kept());
            tables.add(table);
        }
        KeptGeneration generation = new KeptGeneration(runId, tables, KeptView.read(t, runId, tables));
        generation.checkNewest(t);
        generation.checkUnaltered();
        generation.checkDependents(catalog);
        return generation;
    }

    private static <K> Map<K, TableDefinition> by(Function<TableDefinition, K> key, List<TableDefinition> definitions) {
        return definitions.stream().collect(Collectors.toMap(key, Function.identity()));
    }

    // Asks what `checkDependents` asks if nothing is wrong with the tables.
    private static boolean dependents(Transaction t, List<ReplacedTables.Row> rows, String runId) {
        Map<TableName, Long> live = ReplacedTables.live(t, runId);
        Function<Predicate<ReplacedTables.Row>, Stream<Long>> oids = which -> rows.stream()
                .filter(which)
                .map(ReplacedTables.Row::name)
                .filter(live::containsKey)
                .map(live::get);
        List<Long> gone = oids.apply(row -> row.previous() == 0).toList();
        List<Long> moving =
                oids.apply(row -> row.keeping() instanceof ReplacedTables.Moved).toList();
        Catalog catalog = new Catalog(t);
        Round.ahead(List.of(
                () -> catalog.objects().dependents(gone),
                () -> catalog.objects().blockers(moving)));
        return true;
    }

    // A table that stays has the same OID after every run.
    private void checkNewest(Transaction t) {
        Map<TableName, String> newest = History.newest(t);
        for (KeptTable table : tables) {
            String last = newest.getOrDefault(table.name(), runId);
            if (table.filled() && !last.equals(runId)) {
                throw ReplacedTables.notPrevious(table.name(), runId);
            }
        }
    }

    // A change to a table since the run would be lost with it, or would not fit the table that comes back.
    private void checkUnaltered() {
        Map<String, String> schemas = new HashMap<>();
        for (KeptTable table : moving()) {
            table.kept()
                    .ifPresent(k -> schemas.put(k.name().schema(), table.name().schema()));
        }
        DefinitionComparison comparison = new DefinitionComparison(
                schemas, moving().stream().map(KeptTable::name).toList());
        Map<TableName, String> altered = new TreeMap<>();
        for (KeptTable table : tables) {
            table.live()
                    .flatMap(live -> table.kept()
                            .map(kept -> table.filled()
                                    ? columnDifferences(live, kept)
                                    : comparison.differences(live, kept)))
                    .filter(differences -> !differences.isEmpty())
                    .ifPresent(differences ->
                            altered.put(table.name(), table.name() + ": " + String.join(", ", differences)));
        }
        KeptView.altered(views, tables)
                .forEach(view -> altered.put(
                        view.name(), "%s %s has another definition".formatted(view.kind(), view.spelled())));
        if (!altered.isEmpty()) {
            throw SyncException.of(
                    Reason.SchemaDrift,
                    TableName.inWords(altered.keySet()),
                    "the definition is no longer the one that run %s published (%s)"
                            .formatted(runId, String.join("; ", altered.values())),
                    Fix.advice("undo the change and roll back again, or sync instead"));
        }
    }

    // The copy has the columns that can be written.
    private static List<String> columnDifferences(TableDefinition live, TableDefinition copy) {
        List<String> now = columns(live);
        List<String> then = columns(copy);
        return now.equals(then) ? List.of() : List.of("columns (%s) instead of (%s)".formatted(now, then));
    }

    private static List<String> columns(TableDefinition table) {
        return table.writableColumns().stream()
                .map(c -> c + " " + table.column(c).orElseThrow().type())
                .toList();
    }

    private void checkDependents(Catalog catalog) {
        List<Long> gone = tables.stream()
                .filter(t -> t.kept().isEmpty())
                .flatMap(t -> t.live().stream())
                .map(TableDefinition::oid)
                .toList();
        List<Long> moving = Stream.concat(
                        leaving().stream().map(TableDefinition::oid),
                        views.stream().map(v -> v.live().oid()))
                .toList();
        List<Map<Long, List<String>>> objects = Round.together(List.of(
                () -> catalog.objects().dependents(gone),
                () -> catalog.objects().blockers(moving)));
        List<String> found = objects.stream()
                .flatMap(of -> of.values().stream())
                .flatMap(List::stream)
                .distinct()
                .toList();
        if (!found.isEmpty()) {
            throw SyncException.of(
                    Reason.DependentBlocks,
                    "run " + runId,
                    "run %s cannot be rolled back because objects depend on its tables (%s)"
                            .formatted(runId, String.join(", ", found)),
                    Fix.advice("drop those objects, then roll back again"));
        }
    }
}
