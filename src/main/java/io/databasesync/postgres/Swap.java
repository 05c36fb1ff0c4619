package io.databasesync.postgres;

import io.databasesync.postgres.Stage.StagedTable;
import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ExtendedStatistics;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.Sql;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Publishes a stage: one transaction in which the old tables move into a `prev` schema and the new ones into their
/// place.
/// Indexes, constraints and owned sequences move with their tables; everything that PostgreSQL leaves with the old
/// table is
/// made again on the new one in the same transaction, from definitions that are read under its locks.
final class Swap {
    private final Stage stage;
    private final OutsideForeignKeys foreignKeys;
    private final List<StagedTable> replaced;
    private final List<SharedSequence> sharedSequences;

    Swap(Stage stage, List<SharedSequence> sharedSequences) {
        this.stage = stage;
        this.foreignKeys = new OutsideForeignKeys(stage);
        this.replaced = stage.tables().stream()
                .filter(t -> t.pair().target().isPresent())
                .sorted(Comparator.comparingLong(Swap::oid))
                .toList();
        this.sharedSequences = sharedSequences;
    }

    /// Runs the whole of it in the given transaction, which the caller commits.
    ///
    /// @return statements that validate what was added `NOT VALID`, for after the commit
    List<String> run(Transaction t, Lease lease, Duration lockTimeout) {
        run(t, "set local lock_timeout = " + lockTimeout.toMillis(), "setting lock_timeout");
        lease.heartbeat(t); // locks the row: nobody takes the lease before this commits
        List<Long> oids = replaced.stream().map(Swap::oid).toList();
        Catalog catalog = new Catalog(t);
        lock(t, catalog);
        List<ForeignKey> outside = foreignKeys.ofReplaced(catalog);
        List<String> belongings = catalog.statements("belongings", oids);
        List<String> rebindings = catalog.statements("rebindings", oids, oids);

        catalog.statements("leave_publications", oids).forEach(sql -> run(t, sql, "leaving a publication"));
        outside.forEach(k -> run(t, OutsideForeignKeys.drop(k), "dropping foreign key " + k.name()));
        moveOut(t, lease.syncId());
        moveIn(t);
        belongings.forEach(sql -> run(t, sql, "restoring what belonged to a replaced table"));
        rebindings.forEach(sql -> run(t, sql, "binding a view or function to the new tables"));
        created()
                .forEach(c -> catalog.statements(
                                "default_grants",
                                Sql.qualified(c.name()),
                                c.name().schema())
                        .forEach(sql -> run(t, sql, "granting default privileges on " + c.name())));
        List<ForeignKey> add = Stream.concat(outside.stream(), foreignKeys.ofCreated().stream())
                .toList();
        add.forEach(k -> OutsideForeignKeys.add(k)
                .forEach(sql -> run(t, sql, "adding foreign key %s to %s".formatted(k.name(), k.table()))));
        sharedSequences.forEach(s -> advance(t, s));
        dropStageSchemas(t);
        Leftovers.forget(t, lease.syncId());
        return add.stream()
                .filter(ForeignKey::validated)
                .map(OutsideForeignKeys::validate)
                .toList();
    }

    private static long oid(StagedTable table) {
        return table.pair().target().map(TableShape::oid).orElse(0L);
    }

    private Stream<StagedTable> created() {
        return stage.tables().stream().filter(t -> t.pair().target().isEmpty());
    }

    private static void run(Transaction t, String sql, String doing) {
        t.execute(sql, Reason.PublishFailed, doing);
    }

    // In OID order, as every run does, so that two of them cannot deadlock; outside tables too: they get new
    // constraints.
    private void lock(Transaction t, Catalog catalog) {
        Set<TableName> locked = new HashSet<>();
        for (StagedTable table : replaced) {
            lock(t, table.name(), "access exclusive");
            locked.add(table.name());
        }
        for (ForeignKey key : foreignKeys.ofReplaced(catalog)) {
            for (TableName table : List.of(key.table(), key.referenced())) {
                if (locked.add(table)) {
                    lock(t, table, "share row exclusive");
                }
            }
        }
        Map<TableName, Long> now = catalog.tables().stream().collect(Collectors.toMap(Table::name, Table::oid));
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
        List<TableShape> before =
                replaced.stream().flatMap(t -> t.pair().target().stream()).toList();
        List<TableShape> now =
                catalog.shapes(before.stream().map(TableShape::table).toList());
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).sameDefinition(now.get(i))) {
                throw new SyncException(
                        Reason.PublishFailed,
                        "table %s was altered on the target during the run; sync again"
                                .formatted(before.get(i).name()));
            }
        }
        catalog.blockers(before.stream().map(TableShape::oid).toList()).forEach((oid, what) -> {
            throw new SyncException(
                    Reason.DependentBlocks,
                    "during the run, something was made on the target that keeps its tables from being swapped (%s); drop it, then sync again"
                            .formatted(String.join(", ", what)));
        });
    }

    private static void lock(Transaction t, TableName table, String mode) {
        run(t, "lock table only " + Sql.qualified(table) + " in " + mode + " mode", "locking " + table);
    }

    private void moveOut(Transaction t, String syncId) {
        for (String schema :
                replaced.stream().map(r -> r.name().schema()).collect(Collectors.toCollection(TreeSet::new))) {
            String previous = stage.schemas().previous().getOrDefault(schema, schema);
            run(t, "create schema " + Sql.identifier(previous), "making schema " + previous);
            t.update(
                    "insert into databasesync.previous_generation (sync_id, schema_name, previous_schema) values (?, ?, ?)",
                    Reason.PublishFailed,
                    "recording the previous generation",
                    syncId,
                    schema,
                    previous);
        }
        for (StagedTable table : replaced) {
            String previous = Sql.identifier(stage.schemas()
                    .previous()
                    .getOrDefault(table.name().schema(), table.name().schema()));
            String doing = "moving the old " + table.name() + " out";
            TableShape old = table.pair().target().orElseThrow();
            sharedOwned(old)
                    .forEach(s ->
                            run(t, "alter sequence " + Sql.qualified(s.schema(), s.name()) + " owned by none", doing));
            run(t, "alter table " + Sql.qualified(table.name()) + " set schema " + previous, doing);
            old.statistics()
                    .forEach(s -> run(
                            t,
                            "alter statistics " + Sql.qualified(s.schema(), s.name()) + " set schema " + previous,
                            doing));
        }
    }

    private static Stream<Sequence> sharedOwned(TableShape shape) {
        return shape.sequences().stream().filter(s -> s.owned() && !s.movesWithTable());
    }

    private void moveIn(Transaction t) {
        for (StagedTable table : stage.tables()) {
            String doing = "moving the new " + table.name() + " in";
            TableShape shape = table.pair().shape();
            run(
                    t,
                    "alter table " + table.ddl().stage() + " set schema "
                            + Sql.identifier(table.name().schema()),
                    doing);
            String stageSchema = stage.schemas()
                    .stage()
                    .getOrDefault(table.name().schema(), table.name().schema());
            for (ExtendedStatistics s : shape.statistics()) {
                run(
                        t,
                        "alter statistics " + Sql.qualified(stageSchema, s.name()) + " set schema "
                                + Sql.identifier(s.schema()),
                        doing);
            }
            sharedOwned(shape)
                    .forEach(s -> run(
                            t,
                            "alter sequence %s owned by %s.%s"
                                    .formatted(
                                            Sql.qualified(s.schema(), s.name()),
                                            Sql.qualified(table.name()),
                                            Sql.identifier(s.column())),
                            doing));
        }
    }

    // A sequence that others use as well only ever moves forward: setval is not undone by a rollback.
    private static void advance(Transaction t, SharedSequence target) {
        Sequence s = target.sequence();
        String name = Sql.qualified(s.schema(), s.name());
        String further = s.ascending() ? ">" : "<";
        t.query(
                "select setval(%s, %d, %s) from %s where (%d, %s) %s (last_value, is_called)"
                        .formatted(
                                Sql.literal(name),
                                target.value().lastValue(),
                                target.value().called(),
                                name,
                                target.value().lastValue(),
                                target.value().called(),
                                further),
                row -> row.getLong(1),
                Reason.PublishFailed,
                "advancing sequence %s of %s".formatted(s.name(), target.table()));
    }

    private void dropStageSchemas(Transaction t) {
        for (String schema : stage.schemas().stage().values()) {
            run(t, "drop schema " + Sql.identifier(schema), "dropping stage schema " + schema);
        }
    }
}
