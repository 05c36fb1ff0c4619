package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.inplace.Filling;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.stage.SequencePositions;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.target.Leftovers;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Publishes a stage in one transaction. The old tables move into a `prev` schema and the new ones into their place.
/// Tables that cannot move stay: their old rows are copied into a `prev` schema, and their stage fills them.
/// Indexes, constraints and owned sequences move with their tables. PostgreSQL leaves some objects with the old
/// table: the same transaction makes them again on the new one, from definitions read under its locks.
final class Swap {
    private final Stage stage;
    private final Refill refill;
    private final OutsideForeignKeys foreignKeys;
    private final List<RunTable> moved;
    private final List<RunTable> replaced;
    private final List<SequenceMove> sequences;
    private final SwapLocks locks;
    private Map<TableName, Long> kept = Map.of();
    private Instant lockedSince = Instant.MAX;

    /// @param sequences those that do not move with a table
    Swap(Stage stage, Refill refill, List<SequenceMove> sequences, SwapLocks locks) {
        this.stage = stage;
        this.refill = refill;
        this.foreignKeys = OutsideForeignKeys.of(stage, refill.fills());
        Set<TableName> filled = refill.fills().names();
        this.moved = stage.tables().stream()
                .filter(t -> !filled.contains(t.name()))
                .toList();
        this.replaced = moved.stream()
                .filter(t -> t.pair().target().isPresent())
                .sorted(Comparator.comparingLong(Swap::oid))
                .toList();
        this.sequences = sequences;
        this.locks = locks;
    }

    /// Records which table replaces which, for a later rollback, and forgets the stage. Nothing is recorded for a run
    /// that only creates tables. Without tables to fill it comes first, because no reader waits for it. Otherwise it
    /// comes last: the copies of the old rows have to exist.
    void record(Transaction t, String runId) {
        Leftovers.forget(t, runId);
        if (replaced.isEmpty() && existingFills().isEmpty()) {
            return;
        }
        ReplacedTables.record(t, runId, rows(new Catalog(t)));
        SwapSteps.recordPrevious(
                t,
                runId,
                Stream.concat(replaced.stream().map(RunTable::name), existingFills().stream())
                        .map(TableName::schema)
                        .toList(),
                stage.schemas().previous());
    }

    private List<TableName> existingFills() {
        return refill.fills().tables().existing().stream()
                .map(TableDefinition::name)
                .toList();
    }

    private List<ReplacedTables.Row> rows(Catalog catalog) {
        boolean last = !refill.fills().isEmpty();
        Map<TableName, TableName> now =
                moved.stream().collect(Collectors.toMap(RunTable::name, s -> last ? s.name() : stageName(s)));
        refill.fills().names().forEach(name -> now.put(name, name));
        Map<TableName, TableName> copies =
                existingFills().stream().collect(Collectors.toMap(Function.identity(), this::copyName));
        Map<TableName, Long> oids = catalog.oids(
                Stream.concat(now.values().stream(), copies.values().stream()).toList());
        return stage.tables().stream()
                .map(s -> new ReplacedTables.Row(
                        s.name(),
                        copies.containsKey(s.name()) ? oids.getOrDefault(copyName(s.name()), 0L) : oid(s),
                        oids.getOrDefault(now.get(s.name()), 0L),
                        copies.containsKey(s.name())
                                ? new ReplacedTables.Copied(kept.getOrDefault(s.name(), 0L))
                                : new ReplacedTables.Moved()))
                .toList();
    }

    private TableName copyName(TableName table) {
        return new TableName(
                stage.schemas().previous().getOrDefault(table.schema(), table.schema()), table.name());
    }

    /// Moves the tables in the given transaction. The caller commits it.
    ///
    /// @return statements that validate what was added `NOT VALID`, for after the commit
    List<String> run(Transaction t, Duration lockTimeout) {
        Catalog catalog = new Catalog(t);
        lock(t, catalog, lockTimeout);
        Filling filling = refill.locked(t);
        SqlArray oids = SqlArray.oids(replaced.stream().map(Swap::oid).toList());
        List<ForeignKey> outside = foreignKeys.rebound(catalog);
        List<String> belongings = catalog.statements("belongings", oids);
        List<String> rebindings = catalog.statements("rebindings", oids, oids, oids);

        SwapSteps steps = new SwapSteps(t);
        steps.addAll(catalog.statements("leave_publications", oids), "leaving a publication");
        steps.dropForeignKeys(outside);
        steps.makeSchemas(
                Stream.concat(replaced.stream().map(RunTable::name), existingFills().stream()),
                stage.schemas().previous());
        steps.moveOut(replacedDefinitions(), stage.schemas().previous());
        moved.forEach(s -> steps.moveIn(s.name(), stageSchema(s), s.pair().definition()));
        steps.addAll(belongings, "restoring what belonged to a replaced table");
        steps.addAll(rebindings, "binding a view, rule or function to the new tables");
        grantDefaults(steps, catalog);
        moved.forEach(s -> steps.own(s.name(), s.pair().definition()));
        fill(steps, filling);
        List<String> validations =
                steps.addForeignKeys(Stream.concat(outside.stream(), foreignKeys.ofCreated().stream())
                        .toList());
        steps.dropSchemas(stage.schemas().stage().values());
        sequences.forEach(move -> SequencePositions.inPlace(move)
                .ifPresent(sql -> steps.add(
                        sql,
                        "setting sequence %s of %s"
                                .formatted(move.sequence().name(), move.table().name()))));
        steps.flush();
        return validations;
    }

    // After the moves: a name of a table among the values means the new table.
    private void fill(SwapSteps steps, Filling filling) {
        if (refill.fills().isEmpty()) {
            return;
        }
        steps.flush();
        kept = filling.keep(stage.schemas().previous(), refill.fills().unlogged());
        filling.restartSequences();
        filling.empty();
        refill.fill(filling);
        stage.tables().stream()
                .filter(s -> !moved.contains(s))
                .forEach(s -> steps.add("drop table " + s.ddl().stage(), "dropping the stage of " + s.name()));
    }

    // Default privileges depend on the schema of the table.
    private void grantDefaults(SwapSteps steps, Catalog catalog) {
        List<String> created = created().map(c -> Sql.qualified(c.name())).toList();
        if (!created.isEmpty()) {
            steps.flush();
            catalog.statements("default_grants", SqlArray.texts(created))
                    .forEach(sql -> steps.add(sql, "granting default privileges (%s)".formatted(sql)));
        }
    }

    /// When the first table was locked.
    Instant lockedSince() {
        return lockedSince;
    }

    private static long oid(RunTable table) {
        return table.pair().target().map(TableDefinition::oid).orElse(0L);
    }

    private Stream<RunTable> created() {
        return moved.stream().filter(t -> t.pair().target().isEmpty());
    }

    private List<TableDefinition> replacedDefinitions() {
        return replaced.stream().flatMap(t -> t.pair().target().stream()).toList();
    }

    private String stageSchema(RunTable table) {
        return stage.schemas()
                .stage()
                .getOrDefault(table.name().schema(), table.name().schema());
    }

    private TableName stageName(RunTable table) {
        return new TableName(stageSchema(table), table.name().name());
    }

    private void lock(Transaction t, Catalog catalog, Duration lockTimeout) {
        SortedMap<Long, TableName> moving = new TreeMap<>();
        replaced.forEach(r -> moving.put(oid(r), r.name()));
        lockedSince = locks.take(
                t, lockTimeout, moving, refill.fills().tables().existing(), foreignKeys.rebound(catalog));
        stage.proveSameTables(catalog);
        checkUnchanged(catalog);
    }

    // A part that was added to a replaced table during the run would be lost with the table.
    private void checkUnchanged(Catalog catalog) {
        List<Long> oids = replaced.stream().map(Swap::oid).toList();
        Map<Long, TableDefinition> now = catalog.definitions(catalog.tables(oids)).stream()
                .collect(Collectors.toMap(TableDefinition::oid, Function.identity()));
        for (TableDefinition before : replacedDefinitions()) {
            TableDefinition found = now.get(before.oid());
            if (found == null || !found.sameDefinition(before)) {
                throw SyncException.of(
                        Reason.PublishFailed,
                        "table " + before.name(),
                        "table %s was altered on the target during the run".formatted(before.name()),
                        Fix.advice("sync again"));
            }
        }
        catalog.objects().blockers(oids).forEach((oid, what) -> {
            throw SyncException.of(
                    Reason.DependentBlocks,
                    "table " + Objects.requireNonNull(now.get(oid)).name(),
                    "an object that keeps it from being swapped was made on the target during the run (%s)"
                            .formatted(String.join(", ", what)),
                    Fix.advice("drop that object, then sync again"));
        });
    }
}
