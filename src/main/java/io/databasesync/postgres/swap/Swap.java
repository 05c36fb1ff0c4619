package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.stage.SequencePositions;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Says how to publish a stage in one transaction. The old tables move into a `prev` schema and the new ones into
/// their place. Tables that cannot move stay: their old rows are copied into a `prev` schema, and their stage
/// fills them. Indexes, constraints and owned sequences move with their tables. PostgreSQL leaves some objects
/// with the old table: the same transaction makes them again on the new one, from definitions that a fingerprint
/// proves.
final class Swap {
    private final String runId;
    private final Stage stage;
    private final Fills fills;
    private final OutsideForeignKeys foreignKeys;
    private final List<RunTable> moved;
    private final List<RunTable> replaced;
    private final List<SequenceMove> sequences;
    private final SwapRecord record;

    /// @param sequences those that stay in their places
    Swap(String runId, Stage stage, Fills fills, List<SequenceMove> sequences) {
        this.runId = runId;
        this.stage = stage;
        this.fills = fills;
        this.foreignKeys = OutsideForeignKeys.of(stage, fills);
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
        this.record = new SwapRecord(runId, stage, fills, replaced);
    }

    /// Reads all that the statements depend on, and writes them. Nobody waits for this.
    ///
    /// @throws SyncException `PublishFailed` if the target has changed since the validation, `DependentBlocks`
    SwapScripts prepare(Transaction t) {
        Catalog catalog = new Catalog(t);
        SwapCheck check = new SwapCheck(stage, replacedDefinitions(), moving());
        Round.ahead(List.of(
                () -> fingerprint(t),
                () -> check.ahead(catalog),
                () -> room(catalog, staged(catalog)),
                () -> SwapLocks.of(catalog, locked(foreignKeys.rebound(catalog))),
                () -> catalog.statements("belongings", SqlArray.oids(moving())),
                () -> catalog.statements("leave_publications", SqlArray.oids(moving())),
                () -> rebindings(catalog),
                () -> keyTriggers(catalog),
                () -> record.script(catalog, Map.of())));
        Fingerprint fingerprint = fingerprint(t);
        check.unchanged(catalog);
        Map<TableName, Long> staged = staged(catalog);
        List<ForeignKey> outside = foreignKeys.rebound(catalog);
        SwapLocks locks = SwapLocks.of(catalog, locked(outside));
        List<String> belongings = catalog.statements("belongings", SqlArray.oids(moving()));
        SwapSteps moving = new SwapSteps();
        move(moving, catalog, outside, belongings, staged);
        SwapSteps ending = new SwapSteps();
        List<String> validations = end(ending, catalog, outside);
        return new SwapScripts(
                room(catalog, staged),
                locks,
                fingerprint.proof(),
                moving.script(),
                ending.script(),
                belongings,
                validations);
    }

    private Map<TableName, Long> staged(Catalog catalog) {
        return catalog.oids(Stream.concat(
                        moved.stream().map(RunTable::name),
                        stage.views().made().stream().map(DependentView::name))
                .map(stage.schemas()::staged)
                .toList());
    }

    private List<String> rebindings(Catalog catalog) {
        SqlArray oids = SqlArray.oids(moving());
        return catalog.statements("rebindings", oids, oids, oids);
    }

    private List<String> keyTriggers(Catalog catalog) {
        SqlArray rebound = SqlArray.oids(
                Stream.concat(moving().stream(), fills.tables().oids().stream()).toList());
        return catalog.statements("key_triggers", rebound, rebound);
    }

    /// The statements that record what this replaces, for a later rollback.
    ///
    /// @param copied rows that were kept of filled tables
    Script record(Transaction t, Map<TableName, Long> copied) {
        return record.script(new Catalog(t), copied);
    }

    private void move(
            SwapSteps steps,
            Catalog catalog,
            List<ForeignKey> outside,
            List<String> belongings,
            Map<TableName, Long> staged) {
        SqlArray oids = SqlArray.oids(moving());
        EventTriggerEffects effects = new EventTriggerEffects(steps, stage);
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
        effects.strip(replaced.stream()
                .flatMap(r -> Optional.ofNullable(staged.get(stage.schemas().staged(r.name()))).stream())
                .toList());
        steps.addAll(belongings, "restoring what belonged to a replaced table");
        steps.addAll(rebindings(catalog), "binding a view, rule or function to the new tables");
        grantDefaults(steps);
        moved.forEach(s -> steps.own(s.name(), s.pair().definition()));
        if (!fills.isEmpty()) {
            effects.end(); // triggers of tables that get rows now fire
        }
    }

    private List<String> end(SwapSteps steps, Catalog catalog, List<ForeignKey> outside) {
        EventTriggerEffects effects = new EventTriggerEffects(steps, stage);
        if (!fills.isEmpty()) {
            effects.begin();
            stage.tables().stream()
                    .filter(s -> !moved.contains(s))
                    .forEach(s -> steps.add("drop table " + s.ddl().stage(), "dropping the stage of " + s.name()));
        }
        List<String> validations =
                steps.addForeignKeys(Stream.concat(outside.stream(), foreignKeys.ofCreated().stream())
                        .toList());
        steps.addAll(keyTriggers(catalog), "restoring the state of a foreign key's triggers");
        steps.dropSchemas(stage.schemas().stage().values());
        LateChecks.run(steps, moved);
        effects.end();
        sequences.forEach(move -> set(steps, move));
        return validations;
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

    // Default privileges depend on the schema of the table: the server finds them once it is there.
    private void grantDefaults(SwapSteps steps) {
        List<String> created = moved.stream()
                .filter(t -> t.pair().target().isEmpty())
                .map(c -> Sql.qualified(c.name()))
                .toList();
        if (!created.isEmpty()) {
            steps.add(
                    Sql.each(Sql.bound(SqlResource.load("default_grants"), Sql.texts(created))),
                    "granting default privileges");
        }
    }

    // The new schemas of the tables that move, if an array type is in the way of one.
    private Map<Long, String> room(Catalog catalog, Map<TableName, Long> staged) {
        Map<Long, String> moving = new TreeMap<>();
        moved.forEach(s -> Optional.ofNullable(staged.get(stage.schemas().staged(s.name())))
                .ifPresent(oid -> moving.put(oid, s.name().schema())));
        return ArrayTypes.inTheWay(catalog, moving, leaving()) ? moving : Map.of();
    }

    static long oid(RunTable table) {
        return table.pair().target().map(TableDefinition::oid).orElse(0L);
    }

    /// OIDs of the tables that move out.
    List<Long> leaving() {
        return replaced.stream().map(Swap::oid).toList();
    }

    List<TableDefinition> replacedDefinitions() {
        return replaced.stream().flatMap(t -> t.pair().target().stream()).toList();
    }

    // OIDs of the tables and views that move out.
    private List<Long> moving() {
        return Stream.concat(leaving().stream(), stage.views().made().stream().map(DependentView::oid))
                .toList();
    }

    private Fingerprint fingerprint(Transaction t) {
        return Fingerprint.read(
                t,
                stage.tables().stream().map(RunTable::name).toList(),
                Stream.concat(moving().stream(), fills.tables().oids().stream())
                        .distinct()
                        .toList());
    }

    private LockedObjects locked(List<ForeignKey> outside) {
        SortedMap<Long, TableName> tables = new TreeMap<>();
        replaced.forEach(r -> tables.put(oid(r), r.name()));
        List<Long> views = stage.views().made().stream().map(DependentView::oid).toList();
        List<TableName> altered = sequences.stream()
                .map(SequenceMove::sequence)
                .filter(s -> s.stays() && s.transactional())
                .map(RunSequence::name)
                .toList();
        return new LockedObjects(tables, fills.tables().existing(), views, outside, altered);
    }
}
