package io.databasesync.postgres;

import io.databasesync.postgres.Stage.StagedTable;
import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Sql;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Publishes a stage: one transaction in which the old tables move into a `prev` schema and the new ones
/// into their
/// place.
/// Indexes, constraints and owned sequences move with their tables; everything that PostgreSQL leaves
/// with the old
/// table is
/// made again on the new one in the same transaction, from definitions that are read under its locks.
final class Swap {
    private final Stage stage;
    private final OutsideForeignKeys foreignKeys;
    private final List<StagedTable> replaced;
    private final List<SequenceMove> sharedSequences;
    private final SwapLocks locks;
    private Instant lockedSince = Instant.MAX;

    Swap(Stage stage, List<SequenceMove> sharedSequences, SwapLocks locks) {
        this.stage = stage;
        this.foreignKeys = OutsideForeignKeys.of(stage);
        this.replaced = stage.tables().stream()
                .filter(t -> t.pair().target().isPresent())
                .sorted(Comparator.comparingLong(Swap::oid))
                .toList();
        this.sharedSequences = sharedSequences;
        this.locks = locks;
    }

    /// Runs the whole of it in the given transaction, which the caller commits.
    ///
    /// @return statements that validate what was added `NOT VALID`, for after the commit
    List<String> run(Transaction t, Lease lease, Duration lockTimeout) {
        SwapSteps steps = new SwapSteps(t, lease);
        steps.begin(lockTimeout);
        List<Long> oids = replaced.stream().map(Swap::oid).toList();
        Catalog catalog = new Catalog(t);
        lock(t, catalog, lockTimeout);
        List<ForeignKey> outside = foreignKeys.ofReplaced(catalog);
        List<String> belongings = catalog.statements("belongings", oids);
        List<String> rebindings = catalog.statements("rebindings", oids, oids, oids);

        catalog.statements("leave_publications", oids).forEach(sql -> steps.run(sql, "leaving a publication"));
        outside.forEach(k -> steps.run(OutsideForeignKeys.drop(k), "dropping foreign key " + k.name()));
        steps.moveOut(replacedShapes(), stage.schemas().previous());
        stage.tables()
                .forEach(s -> steps.moveIn(s.name(), stageSchema(s), s.pair().shape()));
        belongings.forEach(sql -> steps.run(sql, "restoring what belonged to a replaced table"));
        rebindings.forEach(sql -> steps.run(sql, "binding a view, rule or function to the new tables"));
        created()
                .forEach(c -> catalog.statements("default_grants", Sql.qualified(c.name()))
                        .forEach(sql -> steps.run(sql, "granting default privileges on " + c.name())));
        stage.tables().forEach(s -> steps.own(s.name(), s.pair().shape()));
        List<String> validations = steps.add(Stream.concat(outside.stream(), foreignKeys.ofCreated().stream())
                .toList());
        sharedSequences.forEach(s -> advance(t, s));
        for (String schema : stage.schemas().stage().values()) {
            steps.run("drop schema " + Sql.identifier(schema), "dropping stage schema " + schema);
        }
        Leftovers.forget(t, lease.syncId());
        return validations;
    }

    /// When the first table was locked.
    Instant lockedSince() {
        return lockedSince;
    }

    private static long oid(StagedTable table) {
        return table.pair().target().map(TableShape::oid).orElse(0L);
    }

    private Stream<StagedTable> created() {
        return stage.tables().stream().filter(t -> t.pair().target().isEmpty());
    }

    private List<TableShape> replacedShapes() {
        return replaced.stream().flatMap(t -> t.pair().target().stream()).toList();
    }

    private String stageSchema(StagedTable table) {
        return stage.schemas()
                .stage()
                .getOrDefault(table.name().schema(), table.name().schema());
    }

    /// Records which table took the place of which, so that a rollback can tell. Nothing is kept of a run
    /// that only
    /// created tables.
    void record(Transaction t, String syncId) {
        if (replaced.isEmpty()) {
            return;
        }
        Map<TableName, Long> now = oidsNow(new Catalog(t));
        for (StagedTable table : stage.tables()) {
            ReplacedTables.record(
                    t, new ReplacedTables.Row(syncId, table.name(), oid(table), now.getOrDefault(table.name(), 0L)));
        }
    }

    private Map<TableName, Long> oidsNow(Catalog catalog) {
        return catalog.oids(stage.tables().stream().map(StagedTable::name).toList());
    }

    private void lock(Transaction t, Catalog catalog, Duration lockTimeout) {
        SortedMap<Long, TableName> moving = new TreeMap<>();
        replaced.forEach(r -> moving.put(oid(r), r.name()));
        lockedSince = locks.take(t, lockTimeout, moving, foreignKeys.ofReplaced(catalog));
        Map<TableName, Long> now = oidsNow(catalog);
        for (StagedTable table : stage.tables()) {
            if (now.getOrDefault(table.name(), 0L) != oid(table)) {
                throw new SyncException(
                        Reason.PublishFailed,
                        "table %s was created, dropped or replaced on the target during the run; sync again"
                                .formatted(table.name()));
            }
        }
        checkUnchanged(catalog);
    }

    // What was added to a replaced table during the run would go away with it.
    private void checkUnchanged(Catalog catalog) {
        List<Long> oids = replaced.stream().map(Swap::oid).toList();
        Map<Long, TableShape> now = catalog.shapes(catalog.tables(oids)).stream()
                .collect(Collectors.toMap(TableShape::oid, Function.identity()));
        for (TableShape before : replacedShapes()) {
            TableShape found = now.get(before.oid());
            if (found == null || !found.sameDefinition(before)) {
                throw new SyncException(
                        Reason.PublishFailed,
                        "table %s was altered on the target during the run; sync again".formatted(before.name()));
            }
        }
        catalog.blockers(oids).forEach((oid, what) -> {
            throw new SyncException(
                    Reason.DependentBlocks,
                    "during the run, something was made on the target that keeps its tables from being swapped (%s); drop it, then sync again"
                            .formatted(String.join(", ", what)));
        });
    }

    private static void advance(Transaction t, SequenceMove move) {
        move.value()
                .ifPresent(value -> t.query(
                        SequencePositions.advance(move.sequence(), value),
                        row -> row.getLong(1),
                        Reason.PublishFailed,
                        "advancing sequence %s of %s"
                                .formatted(move.sequence().name(), move.table().name())));
    }
}
