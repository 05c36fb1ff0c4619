package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.definition.RunTable;
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
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Publishes a stage in one transaction. The old tables move into a `prev` schema and the new ones into their place.
/// Indexes, constraints and owned sequences move with their tables. PostgreSQL leaves some objects with the old
/// table: the same transaction makes them again on the new one, from definitions read under its locks.
final class Swap {
    private final String runId;
    private final Stage stage;
    private final OutsideForeignKeys foreignKeys;
    private final List<RunTable> replaced;
    private final List<SequenceMove> sequences;
    private final SwapLocks locks;
    private Instant lockedSince = Instant.MAX;

    /// @param sequences those that stay in their places
    Swap(String runId, Stage stage, List<SequenceMove> sequences, SwapLocks locks) {
        this.runId = runId;
        this.stage = stage;
        this.foreignKeys = OutsideForeignKeys.of(stage);
        this.replaced = stage.tables().stream()
                .filter(t -> t.pair().target().isPresent())
                .sorted(Comparator.comparingLong(Swap::oid))
                .toList();
        this.sequences = sequences.stream()
                .filter(move -> move.value().isPresent())
                .sorted(Comparator.comparing(
                        move -> !move.sequence().transactional())) // those that no rollback undoes last
                .toList();
        this.locks = locks;
    }

    /// Records which table replaces which, for a later rollback, and forgets the stage. Nothing is recorded for a run
    /// that only creates tables. This comes first, because no reader waits for it.
    void record(Transaction t) {
        Leftovers.forget(t, runId);
        if (replaced.isEmpty()) {
            return;
        }
        Catalog catalog = new Catalog(t);
        Map<TableName, Long> oids =
                catalog.oids(stage.tables().stream().map(this::stageName).toList());
        ReplacedTables.record(
                t,
                stage.tables().stream()
                        .map(s -> new ReplacedTables.Row(runId, s.name(), oid(s), oids.getOrDefault(stageName(s), 0L)))
                        .toList());
        List<DependentView> views = stage.views().made();
        ReplacedViews.record(t, views.stream().map(v -> view(catalog, runId, v)).toList());
        SwapSteps.recordPrevious(
                t,
                runId,
                Stream.concat(
                                replaced.stream().map(RunTable::name),
                                views.stream().map(DependentView::name))
                        .map(TableName::schema)
                        .toList(),
                stage.schemas().previous());
    }

    private ReplacedViews.Row view(Catalog catalog, String runId, DependentView view) {
        TableName staged = new TableName(stageSchema(view.name()), view.name().name());
        long made = catalog.oids(List.of(staged)).getOrDefault(staged, 0L);
        return new ReplacedViews.Row(runId, view.name(), view.oid(), made);
    }

    /// Gives other names to array types that are in the way of the new tables.
    void makeRoom(Transaction t) {
        Map<TableName, Long> oids =
                new Catalog(t).oids(stage.tables().stream().map(this::stageName).toList());
        Map<Long, String> moving = new TreeMap<>();
        stage.tables()
                .forEach(s -> Optional.ofNullable(oids.get(stageName(s)))
                        .ifPresent(oid -> moving.put(oid, s.name().schema())));
        ArrayTypes.makeRoom(t, moving, replaced.stream().map(Swap::oid).toList());
    }

    /// Moves the tables in the given transaction. The caller commits it.
    ///
    /// @return statements that validate what was added `NOT VALID`, for after the commit
    List<String> run(Transaction t, Duration lockTimeout) {
        Catalog catalog = new Catalog(t);
        lock(t, catalog, lockTimeout);
        SqlArray oids = SqlArray.oids(moving());
        List<ForeignKey> outside = foreignKeys.ofReplaced(catalog);
        List<String> belongings = catalog.statements("belongings", oids);
        List<String> rebindings = catalog.statements("rebindings", oids, oids, oids);
        List<String> keyTriggers = catalog.statements("key_triggers", oids, oids);

        SwapSteps steps = new SwapSteps(t);
        EventTriggerEffects effects = new EventTriggerEffects(steps, catalog, stage);
        effects.begin();
        steps.addAll(catalog.statements("leave_publications", oids), "leaving a publication");
        steps.dropForeignKeys(outside);
        steps.moveOut(
                replacedDefinitions(), stage.views().made(), stage.schemas().previous());
        stage.tables()
                .forEach(s -> steps.moveIn(s.name(), stageSchema(s), s.pair().definition()));
        stage.views().made().forEach(v -> steps.moveIn(v, stageSchema(v.name())));
        effects.strip();
        steps.addAll(belongings, "restoring what belonged to a replaced table");
        steps.addAll(rebindings, "binding a view, rule or function to the new tables");
        grantDefaults(steps, catalog);
        stage.tables().forEach(s -> steps.own(s.name(), s.pair().definition()));
        List<String> validations =
                steps.addForeignKeys(Stream.concat(outside.stream(), foreignKeys.ofCreated().stream())
                        .toList());
        steps.addAll(keyTriggers, "restoring the state of a foreign key's triggers");
        steps.dropSchemas(stage.schemas().stage().values());
        effects.end();
        sequences.forEach(move -> set(steps, move));
        steps.flush();
        effects.check(replacedDefinitions(), belongings);
        return validations;
    }

    private void set(SwapSteps steps, SequenceMove move) {
        RunSequence sequence = move.sequence();
        SequenceValue value = move.value().orElseThrow();
        if (sequence.transactional() && !replaced.isEmpty()) {
            ReplacedSequences.record(steps, runId, sequence.name());
        }
        steps.add(
                sequence.others() || !sequence.transactional()
                        ? SequencePositions.advance(
                                sequence.spelled(), sequence.sequence().range(), value)
                        : SequencePositions.set(sequence.spelled(), value),
                "setting sequence " + sequence.name());
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
        return stage.tables().stream().filter(t -> t.pair().target().isEmpty());
    }

    private List<TableDefinition> replacedDefinitions() {
        return replaced.stream().flatMap(t -> t.pair().target().stream()).toList();
    }

    private String stageSchema(RunTable table) {
        return stageSchema(table.name());
    }

    private String stageSchema(TableName name) {
        return stage.schemas().stage().getOrDefault(name.schema(), name.schema());
    }

    // OIDs of the tables and views that move out.
    private List<Long> moving() {
        return Stream.concat(
                        replaced.stream().map(Swap::oid),
                        stage.views().made().stream().map(DependentView::oid))
                .toList();
    }

    private TableName stageName(RunTable table) {
        return new TableName(stageSchema(table), table.name().name());
    }

    private List<TableName> altered() {
        return sequences.stream()
                .map(SequenceMove::sequence)
                .filter(RunSequence::transactional)
                .map(RunSequence::name)
                .toList();
    }

    private void lock(Transaction t, Catalog catalog, Duration lockTimeout) {
        SortedMap<Long, TableName> moving = new TreeMap<>();
        replaced.forEach(r -> moving.put(oid(r), r.name()));
        List<Long> views = stage.views().made().stream().map(DependentView::oid).toList();
        lockedSince = locks.take(
                t, lockTimeout, new LockedObjects(moving, views, foreignKeys.ofReplaced(catalog), altered()));
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
        stage.views().checkUnchanged(catalog);
        catalog.objects().blockers(moving()).forEach((oid, what) -> {
            throw SyncException.of(
                    Reason.DependentBlocks,
                    Optional.ofNullable(now.get(oid))
                            .map(table -> "table " + table.name())
                            .orElse("the selected tables"),
                    "an object that keeps it from being swapped was made on the target during the run (%s)"
                            .formatted(String.join(", ", what)),
                    Fix.advice("drop that object, then sync again"));
        });
    }
}
