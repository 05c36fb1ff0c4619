package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.SequenceValue;
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
    private final SwapTables tables;
    private final List<SequenceMove> sequences;
    private final SwapRecord record;

    /// @param sequences those that stay in their places
    Swap(String runId, Stage stage, Fills fills, List<SequenceMove> sequences) {
        this.runId = runId;
        this.stage = stage;
        this.fills = fills;
        this.foreignKeys = OutsideForeignKeys.of(stage, fills);
        this.tables = SwapTables.of(stage);
        this.sequences = sequences.stream()
                .filter(move -> move.value().isPresent())
                .sorted(Comparator.comparing(
                        move -> !move.sequence().transactional())) // those that no rollback undoes last
                .toList();
        this.record = new SwapRecord(runId, tables, fills);
    }

    /// Reads all that the statements depend on, and writes them. Nobody waits for this.
    ///
    /// @throws SyncException `PublishFailed` if the target has changed since the validation, `DependentBlocks`
    SwapScripts prepare(Transaction t) {
        Catalog catalog = new Catalog(t);
        UnchangedTarget target = new UnchangedTarget(stage, tables.leaving(), tables.leavingWithViews());
        Round.ahead(List.of(
                () -> fingerprint(t),
                () -> target.ahead(catalog),
                () -> tables.room(catalog, tables.staged(catalog)),
                () -> SwapLocks.of(catalog, locked(foreignKeys.rebound(catalog))),
                () -> catalog.statements("belongings", SqlArray.oids(tables.leavingWithViews())),
                () -> catalog.statements("leave_publications", SqlArray.oids(tables.leavingWithViews())),
                () -> rebindings(catalog),
                () -> keyTriggers(catalog),
                () -> record.script(catalog, Map.of())));
        Fingerprint fingerprint = fingerprint(t);
        target.prove(catalog);
        Map<TableName, Long> staged = tables.staged(catalog);
        List<ForeignKey> outside = foreignKeys.rebound(catalog);
        SwapLocks locks = SwapLocks.of(catalog, locked(outside));
        List<String> belongings = catalog.statements("belongings", SqlArray.oids(tables.leavingWithViews()));
        SwapSteps moving = new SwapSteps();
        move(moving, catalog, outside, belongings, staged);
        SwapSteps ending = new SwapSteps();
        List<String> validations = end(ending, catalog, outside);
        return new SwapScripts(
                tables.room(catalog, staged),
                locks,
                fingerprint.proof(),
                moving.script(),
                ending.script(),
                belongings,
                validations);
    }

    private List<String> rebindings(Catalog catalog) {
        SqlArray oids = SqlArray.oids(tables.leavingWithViews());
        return catalog.statements("rebindings", oids, oids, oids);
    }

    private List<String> keyTriggers(Catalog catalog) {
        SqlArray rebound =
                SqlArray.oids(Stream.concat(tables.leavingWithViews().stream(), fills.tables().oids().stream())
                        .toList());
        return catalog.statements("key_triggers", rebound, rebound);
    }

    SwapTables tables() {
        return tables;
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
        SqlArray oids = SqlArray.oids(tables.leavingWithViews());
        EventTriggerEffects effects = new EventTriggerEffects(steps, stage);
        effects.begin();
        steps.addAll(catalog.statements("leave_publications", oids), "leaving a publication");
        steps.dropForeignKeys(outside);
        steps.makeSchemas(record.kept(), stage.schemas().previous());
        steps.moveOut(tables.leaving(), stage.views().made(), stage.schemas().previous());
        tables.moved()
                .forEach(s -> steps.moveIn(
                        s.name(),
                        stage.schemas().staged(s.name()).schema(),
                        s.pair().definition()));
        stage.views()
                .made()
                .forEach(v -> steps.moveIn(v, stage.schemas().staged(v.name()).schema()));
        effects.strip(tables.replaced().stream()
                .flatMap(r -> Optional.ofNullable(staged.get(stage.schemas().staged(r.name()))).stream())
                .toList());
        steps.addAll(belongings, "restoring what belonged to a replaced table");
        steps.addAll(rebindings(catalog), "binding a view, rule or function to the new tables");
        grantDefaults(steps);
        tables.moved().forEach(s -> steps.own(s.name(), s.pair().definition()));
        if (!fills.isEmpty()) {
            effects.end(); // triggers of tables that get rows now fire
        }
    }

    private List<String> end(SwapSteps steps, Catalog catalog, List<ForeignKey> outside) {
        EventTriggerEffects effects = new EventTriggerEffects(steps, stage);
        if (!fills.isEmpty()) {
            effects.begin();
            stage.tables().stream()
                    .filter(s -> !tables.moved().contains(s))
                    .forEach(s -> steps.add("drop table " + s.ddl().stage(), "dropping the stage of " + s.name()));
        }
        List<String> validations =
                steps.addForeignKeys(Stream.concat(outside.stream(), foreignKeys.ofCreated().stream())
                        .toList());
        steps.addAll(keyTriggers(catalog), "restoring the state of a foreign key's triggers");
        steps.dropSchemas(stage.schemas().stage().values());
        LateChecks.run(steps, tables.moved());
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
        List<String> created =
                tables.created().stream().map(c -> Sql.qualified(c.name())).toList();
        if (!created.isEmpty()) {
            steps.add(
                    Sql.each(Sql.bound(SqlResource.load("default_grants"), Sql.texts(created))),
                    "granting default privileges");
        }
    }

    private Fingerprint fingerprint(Transaction t) {
        return Fingerprint.read(
                t,
                stage.tables().stream().map(RunTable::name).toList(),
                Stream.concat(tables.leavingWithViews().stream(), fills.tables().oids().stream())
                        .distinct()
                        .toList());
    }

    private LockedObjects locked(List<ForeignKey> outside) {
        SortedMap<Long, TableName> replaced = new TreeMap<>();
        tables.replaced().forEach(r -> replaced.put(SwapTables.oid(r), r.name()));
        List<Long> views = stage.views().made().stream().map(DependentView::oid).toList();
        List<TableName> altered = sequences.stream()
                .map(SequenceMove::sequence)
                .filter(s -> s.stays() && s.transactional())
                .map(RunSequence::name)
                .toList();
        return new LockedObjects(replaced, fills.tables().existing(), views, outside, altered);
    }
}
