package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.inplace.Filling;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.stage.SequencePositions;
import io.databasesync.postgres.stage.Stage;
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
/// Tables that cannot move stay: their old rows are copied into a `prev` schema, and their stage fills them.
/// Indexes, constraints and owned sequences move with their tables. PostgreSQL leaves some objects with the old
/// table: the same transaction makes them again on the new one, from definitions read under its locks.
final class Swap {
    private final String runId;
    private final Stage stage;
    private final Refill refill;
    private final OutsideForeignKeys foreignKeys;
    private final List<RunTable> moved;
    private final List<RunTable> replaced;
    private final List<SequenceMove> sequences;
    private final SwapLocks locks;
    private final SwapRecord record;
    private Map<TableName, Long> copied = Map.of();
    private Instant lockedSince = Instant.MAX;

    /// @param sequences those that stay in their places
    Swap(String runId, Stage stage, Refill refill, List<SequenceMove> sequences, SwapLocks locks) {
        this.runId = runId;
        this.stage = stage;
        this.refill = refill;
        this.foreignKeys = OutsideForeignKeys.of(stage, refill.fills());
        this.moved = stage.tables().stream()
                .filter(t -> !stage.staying().contains(t.name()))
                .toList();
        this.replaced = moved.stream()
                .filter(t -> t.pair().target().isPresent())
                .sorted(Comparator.comparingLong(Swap::oid))
                .toList();
        this.sequences = sequences.stream()
                .filter(move -> move.value().isPresent())
                .sorted(Comparator.comparing(
                        move -> !move.sequence().transactional())) // those that no rollback undoes last
                .toList();
        this.locks = locks;
        this.record = new SwapRecord(runId, stage, refill.fills(), replaced);
    }

    /// Records what this replaces, for a later rollback. Without tables to fill it comes first, because no reader waits
    /// for it. Otherwise it comes last: the copies of the old rows have to exist.
    void record(Transaction t) {
        record.write(t, copied);
    }

    /// Gives other names to array types that are in the way of the new tables.
    void makeRoom(Transaction t) {
        Map<TableName, Long> oids = new Catalog(t)
                .oids(moved.stream().map(s -> stage.schemas().staged(s.name())).toList());
        Map<Long, String> moving = new TreeMap<>();
        moved.forEach(s -> Optional.ofNullable(oids.get(stage.schemas().staged(s.name())))
                .ifPresent(oid -> moving.put(oid, s.name().schema())));
        ArrayTypes.makeRoom(t, moving, replaced.stream().map(Swap::oid).toList());
    }

    /// Locks all that it needs, and proves that nothing has changed since the validation.
    void lock(Transaction t, Duration lockTimeout) {
        lock(t, new Catalog(t), lockTimeout);
    }

    /// Moves the locked tables in the given transaction. The caller commits it.
    ///
    /// @return statements that validate what was added `NOT VALID`, for after the commit
    List<String> run(Transaction t) {
        Catalog catalog = new Catalog(t);
        Filling filling = refill.locked(t);
        SqlArray oids = SqlArray.oids(moving());
        List<ForeignKey> outside = foreignKeys.rebound(catalog);
        List<String> belongings = catalog.statements("belongings", oids);
        List<String> rebindings = catalog.statements("rebindings", oids, oids, oids);
        SqlArray rebound = SqlArray.oids(Stream.concat(moving().stream(), refill.fills().tables().oids().stream())
                .toList());
        List<String> keyTriggers = catalog.statements("key_triggers", rebound, rebound);

        SwapSteps steps = new SwapSteps(t);
        EventTriggerEffects effects = new EventTriggerEffects(steps, catalog, stage);
        effects.begin();
        steps.addAll(catalog.statements("leave_publications", oids), "leaving a publication");
        steps.dropForeignKeys(outside);
        steps.makeSchemas(record.kept(), stage.schemas().previous());
        steps.moveOut(
                replacedDefinitions(), stage.views().made(), stage.schemas().previous());
        moved.forEach(s -> steps.moveIn(
                s.name(), stage.schemas().staged(s.name()).schema(), s.pair().definition()));
        stage.views()
                .made()
                .forEach(v -> steps.moveIn(v, stage.schemas().staged(v.name()).schema()));
        effects.strip();
        steps.addAll(belongings, "restoring what belonged to a replaced table");
        steps.addAll(rebindings, "binding a view, rule or function to the new tables");
        grantDefaults(steps, catalog);
        moved.forEach(s -> steps.own(s.name(), s.pair().definition()));
        fill(steps, filling, effects);
        List<String> validations =
                steps.addForeignKeys(Stream.concat(outside.stream(), foreignKeys.ofCreated().stream())
                        .toList());
        steps.addAll(keyTriggers, "restoring the state of a foreign key's triggers");
        steps.dropSchemas(stage.schemas().stage().values());
        LateChecks.run(t, steps, moved);
        effects.end();
        sequences.forEach(move -> set(steps, move));
        steps.flush();
        effects.check(replacedDefinitions(), belongings);
        return validations;
    }

    // After the moves: a name of a table among the values means the new table.
    private void fill(SwapSteps steps, Filling filling, EventTriggerEffects effects) {
        if (refill.fills().isEmpty()) {
            return;
        }
        steps.flush();
        copied = filling.keep(stage.schemas().previous(), refill.fills().unlogged());
        effects.end();
        steps.flush();
        filling.empty();
        refill.fill(filling);
        effects.begin();
        stage.tables().stream()
                .filter(s -> !moved.contains(s))
                .forEach(s -> steps.add("drop table " + s.ddl().stage(), "dropping the stage of " + s.name()));
    }

    private void set(SwapSteps steps, SequenceMove move) {
        RunSequence sequence = move.sequence();
        SequenceValue value = move.value().orElseThrow();
        if (sequence.stays() && sequence.transactional() && record.keepsTables()) {
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

    static long oid(RunTable table) {
        return table.pair().target().map(TableDefinition::oid).orElse(0L);
    }

    private Stream<RunTable> created() {
        return moved.stream().filter(t -> t.pair().target().isEmpty());
    }

    private List<TableDefinition> replacedDefinitions() {
        return replaced.stream().flatMap(t -> t.pair().target().stream()).toList();
    }

    // OIDs of the tables and views that move out.
    private List<Long> moving() {
        return Stream.concat(
                        replaced.stream().map(Swap::oid),
                        stage.views().made().stream().map(DependentView::oid))
                .toList();
    }

    private List<TableName> altered() {
        return sequences.stream()
                .map(SequenceMove::sequence)
                .filter(s -> s.stays() && s.transactional())
                .map(RunSequence::name)
                .toList();
    }

    private void lock(Transaction t, Catalog catalog, Duration lockTimeout) {
        SortedMap<Long, TableName> moving = new TreeMap<>();
        replaced.forEach(r -> moving.put(oid(r), r.name()));
        List<Long> views = stage.views().made().stream().map(DependentView::oid).toList();
        lockedSince = locks.take(
                t,
                lockTimeout,
                new LockedObjects(
                        moving, refill.fills().tables().existing(), views, foreignKeys.rebound(catalog), altered()));
        stage.proveSameTables(catalog, Reason.PublishFailed);
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
