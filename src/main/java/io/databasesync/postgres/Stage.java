package io.databasesync.postgres;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.Sql;
import io.databasesync.postgres.catalog.StageDdl;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.sync.DependencyOrder;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The new tables while nobody sees them: in schemas of their own on the target, under their final names.
public final class Stage {
    private final TargetDatabase target;
    private final Lease lease;
    private final StageSchemas schemas;
    private final List<StagedTable> tables;
    private final Prerequisites needed;
    private final Map<TableName, LeftTable> left = new ConcurrentHashMap<>();

    private Stage(
            TargetDatabase target, Lease lease, StageSchemas schemas, List<StagedTable> tables, Prerequisites needed) {
        this.target = target;
        this.lease = lease;
        this.schemas = schemas;
        this.tables = List.copyOf(tables);
        this.needed = needed;
    }

    /// Makes the stage, and whatever the tables need and the target lacks, in one transaction. Tables that an earlier
    /// process of the run has loaded stay if they are made alike: `left` names them. All others are empty.
    ///
    /// @throws io.databasesync.sync.SyncException `StageFailed`, `ExtensionMissing` or `PrivilegeMissing`;
    /// nothing was made then
    public static Stage create(TargetDatabase target, Lease lease, List<TablePair> pairs, Prerequisites needed) {
        List<TableName> names = pairs.stream().map(TablePair::name).toList();
        StageSchemas schemas = StageSchemas.of(
                lease.syncId(), names.stream().map(TableName::schema).distinct().toList());
        List<StagedTable> tables = pairs.stream()
                .map(p -> new StagedTable(p, new StageDdl(p.shape(), schemas.stage(), Set.copyOf(names))))
                .toList();
        Stage stage = new Stage(target, lease, schemas, tables, needed);
        target.control().write(stage::make);
        return stage;
    }

    private void make(Transaction t) {
        left.putAll(new EarlierStage(t, lease.syncId(), schemas, tables).keep(needed));
        if (left.isEmpty()) {
            needed.create(t, lease.syncId());
        }
        List<String> there = Leftovers.stageSchemas(t, lease.syncId());
        for (String schema : schemas.stage().values()) {
            if (!there.contains(schema)) {
                String doing = "making stage schema " + schema;
                t.execute("create schema " + Sql.identifier(schema), Reason.StageFailed, doing);
                Leftovers.noteMade(t, lease.syncId(), "schema", schema, schema, true);
            }
        }
        parentsFirst(tables).stream()
                .filter(table -> !left.containsKey(table.name()))
                .forEach(table -> make(t, table));
        lease.prove(t);
    }

    /// The tables in an order in which they can be made.
    static List<StagedTable> parentsFirst(List<StagedTable> tables) {
        Map<TableName, StagedTable> all =
                tables.stream().collect(Collectors.toMap(StagedTable::name, Function.identity()));
        return DependencyOrder.of(tables, t -> parents(t, all), circle -> {
            throw new IllegalStateException("tables that inherit from each other: " + circle);
        });
    }

    private static List<StagedTable> parents(StagedTable table, Map<TableName, StagedTable> all) {
        return table.pair().target().isPresent()
                ? List.of()
                : table.pair().source().table().tree().parents().stream()
                        .flatMap(p -> Optional.ofNullable(all.get(p)).stream())
                        .toList();
    }

    /// The statements that make partitions of tables, parents first; the default one of each comes last, so that
    /// attaching the others need not look through its rows.
    static List<String> attachments(List<StagedTable> tables) {
        return parentsFirst(tables).stream()
                .filter(t -> t.pair().target().isEmpty())
                .sorted(Comparator.comparing(
                        t -> t.pair().source().table().tree().isDefault()))
                .flatMap(t -> t.ddl().attach().stream())
                .toList();
    }

    private void make(Transaction t, StagedTable table) {
        Statements making = t.during("making the stage of " + table.name(), Reason.StageFailed);
        table.ddl().tableStatements().forEach(making::execute);
        long oid =
                making.queryLong("select ?::regclass::oid::bigint", table.ddl().stage());
        new Catalog(t)
                .statements("initial_grants", SqlArray.oids(List.of(oid)), SqlArray.oids(List.of(oid)))
                .forEach(making::execute);
        StagedSteps.record(t, lease.syncId(), StagedSteps.made(table, needed));
    }

    /// Tables that an earlier process of the run has loaded.
    public List<StagedTable> left() {
        return tables.stream().filter(t -> left.containsKey(t.name())).toList();
    }

    /// Whether such a table was loaded in parts.
    public boolean leftInParts(StagedTable table) {
        LeftTable before = left.get(table.name());
        return before != null && before.parts() > 1;
    }

    /// Whether an earlier process has built this index.
    public boolean has(StagedTable table, Index index) {
        LeftTable before = left.get(table.name());
        return before != null && before.indexes().contains(index.name());
    }

    /// Whether an earlier process has finished the table: all of its indexes and constraints are there.
    public boolean finished(StagedTable table) {
        LeftTable before = left.get(table.name());
        return before != null && before.finished();
    }

    /// Makes tables anew, empty, whose rows are of no use.
    public void renew(List<StagedTable> useless) {
        if (useless.isEmpty()) {
            return;
        }
        target.control().write(t -> {
            Leftovers.limitWaiting(t);
            for (StagedTable table : useless) {
                String doing = "dropping the earlier stage of " + table.name();
                t.execute("drop table " + table.ddl().stage(), Reason.StageFailed, doing);
                StagedSteps.forget(t, lease.syncId(), table.name());
                make(t, table);
            }
            lease.prove(t);
        });
        useless.forEach(table -> left.remove(table.name()));
    }

    public List<StagedTable> tables() {
        return tables;
    }

    StageSchemas schemas() {
        return schemas;
    }

    TargetDatabase target() {
        return target;
    }

    /// Opens a connection that fills and indexes stage tables; the caller's to close.
    public StageWriter openWriter() {
        return new StageWriter(target.sessions().open(target.endpoint()), lease);
    }

    /// Those of some connections to the target whose transaction has failed, by the server's word.
    public List<Integer> failedSessions(Collection<Integer> backendPids) {
        return Backends.failed(target, backendPids);
    }

    /// Ends a session of this process that may have lost its client, and waits until it has gone.
    public void endSession(int backendPid) {
        Backends.end(target, backendPid, target.sessions().applicationName());
    }

    /// Proves that every table of the stage has all that it will be published with: columns, indexes, constraints,
    /// foreign keys to other selected tables, sequences and statistics objects, valid and validated.
    ///
    /// @throws io.databasesync.sync.SyncException `VerificationFailed`, naming each table and what it lacks
    public void proveWhole() {
        Map<TableName, TableName> origin = tables.stream().collect(Collectors.toMap(this::staged, StagedTable::name));
        Map<TableName, TableShape> found = target
                .read(c -> c.stagedShapes(c.oids(origin.keySet()).values()))
                .stream()
                .filter(s -> origin.containsKey(s.name()))
                .collect(Collectors.toMap(s -> Objects.requireNonNull(origin.get(s.name())), Function.identity()));
        Map<TableName, TableShape> wanted = new TreeMap<>();
        tables.forEach(t -> wanted.put(t.name(), t.ddl().made()));
        WholeTables.prove(wanted, found, " in the stage");
    }

    private TableName staged(StagedTable table) {
        TableName name = table.name();
        return new TableName(schemas.stage().getOrDefault(name.schema(), name.schema()), name.name());
    }
}
