package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.DefinitionComparison;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
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
    /// @param kept absent if the run created the table
    public record KeptTable(TableName name, Optional<TableDefinition> live, Optional<TableDefinition> kept) {
        boolean replaced() {
            return live.isPresent() && kept.isPresent();
        }

        /// The live table, if the table that comes back belongs to another role.
        Optional<TableDefinition> otherOwner() {
            return live.filter(now -> kept.map(
                            then -> !then.table().owner().equals(now.table().owner()))
                    .orElse(false));
        }
    }

    /// Tables that go back into place.
    public List<TableDefinition> returning() {
        return tables.stream().flatMap(t -> t.kept().stream()).toList();
    }

    /// Live tables that move out.
    public List<TableDefinition> leaving() {
        return tables.stream().flatMap(t -> t.live().stream()).toList();
    }

    /// The schemas of the live tables and views.
    List<String> schemas() {
        return Stream.concat(
                        leaving().stream().map(l -> l.name().schema()),
                        views.stream().map(v -> v.live().name().schema()))
                .distinct()
                .toList();
    }

    /// Live tables that do not have the owner of the table that comes back. They get that owner.
    public List<TableDefinition> changingOwner() {
        return tables.stream().flatMap(t -> t.otherOwner().stream()).toList();
    }

    /// Reads the tables that a run replaced, as they are now.
    ///
    /// @throws SyncException `NothingToRollBack` if a table was replaced, dropped or made since, `SchemaDrift` if
    /// one was altered, `DependentBlocks` if an object needs a table that would go away
    static KeptGeneration read(Transaction t, String runId) {
        Catalog catalog = new Catalog(t);
        List<ReplacedTables.Row> rows = ReplacedTables.of(t, runId);
        Map<TableName, TableDefinition> live = liveDefinitions(catalog, rows);
        Map<Long, TableDefinition> kept = keptDefinitions(catalog, rows);
        List<KeptTable> tables = new ArrayList<>();
        for (ReplacedTables.Row row : rows) {
            KeptTable table = new KeptTable(
                    row.name(),
                    Optional.ofNullable(live.get(row.name())),
                    Optional.ofNullable(kept.get(row.previous())));
            row.check(table.live(), table.kept());
            tables.add(table);
        }
        KeptGeneration generation = new KeptGeneration(runId, tables, KeptView.read(t, runId, tables));
        generation.checkUnaltered();
        generation.checkDependents(catalog);
        return generation;
    }

    private static Map<TableName, TableDefinition> liveDefinitions(Catalog catalog, List<ReplacedTables.Row> rows) {
        Map<TableName, Long> oids =
                catalog.oids(rows.stream().map(ReplacedTables.Row::name).toList());
        List<Table> tables = catalog.tables(oids.values());
        return catalog.definitions(tables).stream()
                .collect(Collectors.toMap(TableDefinition::name, Function.identity()));
    }

    private static Map<Long, TableDefinition> keptDefinitions(Catalog catalog, List<ReplacedTables.Row> rows) {
        List<Table> tables = catalog.keptTables(
                rows.stream().map(ReplacedTables.Row::previous).toList());
        return catalog.keptDefinitions(tables).stream()
                .collect(Collectors.toMap(TableDefinition::oid, Function.identity()));
    }

    // A change to a table since the run would be lost with it, or would not fit the table that comes back.
    private void checkUnaltered() {
        Map<String, String> schemas = new HashMap<>();
        for (KeptTable table : tables) {
            table.kept()
                    .ifPresent(k -> schemas.put(k.name().schema(), table.name().schema()));
        }
        DefinitionComparison comparison = new DefinitionComparison(
                schemas, tables.stream().map(KeptTable::name).toList());
        Map<TableName, String> altered = new TreeMap<>();
        for (KeptTable table : tables) {
            table.live()
                    .flatMap(live -> table.kept().map(kept -> comparison.differences(live, kept)))
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

    private void checkDependents(Catalog catalog) {
        List<Long> gone = tables.stream()
                .filter(t -> t.kept().isEmpty())
                .flatMap(t -> t.live().stream())
                .map(TableDefinition::oid)
                .toList();
        List<String> found = Stream.concat(
                        catalog.objects().dependents(gone).values().stream(),
                        catalog
                                .objects()
                                .blockers(Stream.concat(
                                                leaving().stream().map(TableDefinition::oid),
                                                views.stream().map(v -> v.live().oid()))
                                        .toList())
                                .values()
                                .stream())
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
