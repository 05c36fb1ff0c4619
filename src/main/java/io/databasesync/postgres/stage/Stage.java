package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.EventTrigger;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Batch;
import io.databasesync.postgres.session.SessionPool;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.target.Backends;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.Leftovers;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The new tables before they are published: in their own schemas on the target, under their final names.
public final class Stage {
    private final TargetDatabase target;
    private final Lease lease;
    private final StageSchemas schemas;
    private final List<RunTable> tables;
    private final StageMaker maker;
    private final Set<TableName> staying;
    private final StageViews views;
    private final SessionPool sessions;
    private final LeftTables left = new LeftTables();

    private Stage(TargetDatabase target, Lease lease, StageSchemas schemas, List<RunTable> tables, StagePlan plan) {
        this.target = target;
        this.lease = lease;
        this.schemas = schemas;
        this.tables = List.copyOf(tables);
        this.maker = new StageMaker(lease.runId(), schemas, plan.needed());
        this.staying = plan.staying();
        this.views = new StageViews(this, target, lease, plan.views());
        this.sessions = new SessionPool(target.sessions(), target.endpoint());
    }

    /// Makes the stage, and the objects that the tables need and the target lacks, in one transaction. Tables
    /// that an earlier process of the run has loaded stay if this process would make them alike: `left` names
    /// them. All others are empty.
    ///
    /// @throws SyncException `StageFailed`, `ExtensionMissing` or `PrivilegeMissing`; `TargetBusy` if another
    /// run has replaced a table since validation; nothing was made then
    public static Stage create(TargetDatabase target, Lease lease, StagePlan plan) {
        Set<TableName> moving = plan.staged()
                .map(TablePair::name)
                .filter(name -> !plan.staying().contains(name))
                .collect(Collectors.toSet());
        StageSchemas schemas = StageSchemas.of(lease.runId(), plan.schemas());
        List<RunTable> tables = RunTable.of(plan.staged().toList(), schemas.stage(), moving);
        Stage stage = new Stage(target, lease, schemas, tables, plan);
        try {
            target.control().write(stage::make);
        } catch (SyncException e) {
            throw lease.named(e);
        }
        return stage;
    }

    // Two messages, if no earlier process has left anything: everything is asked in one, and made in the other.
    private void make(Transaction t) {
        Catalog catalog = new Catalog(t);
        Answer<List<EventTrigger>> triggers = catalog.code().askEventTriggers();
        StageRecovery recovery = new StageRecovery(t, lease.runId(), schemas, tables);
        proveSameTables(catalog, Reason.TargetBusy); // another attempt finds the tables that are there now
        maker.eventTriggers(!triggers.get().isEmpty());
        left.add(recovery.keep(maker.needed()));
        maker.schemas(t, left.isEmpty());
        maker.tables(
                t,
                Trees.parentsFirst(tables).stream()
                        .filter(table -> !left.includes(table))
                        .toList());
        Trees.attach(tables.stream()
                        .filter(table -> table.pair().comesThroughRoot())
                        .toList())
                .forEach(sql -> t.tell(sql, Reason.StageFailed, "attaching an empty partition"));
        prove(t);
    }

    // With the last message. Nobody can take the lease before the commit.
    private void prove(Transaction t) {
        t.tell(lease.proof(), Reason.ConnectionLost, "proving the target's lease");
    }

    /// Proves that the tables of the target are those that validation found: another run may have replaced them
    /// since.
    ///
    /// @param reason the reason if they are not
    /// @throws SyncException with that reason
    public void proveSameTables(Catalog catalog, Reason reason) {
        Map<TableName, Long> now = tablesNow(catalog);
        for (RunTable table : tables) {
            long before = table.pair().target().map(TableDefinition::oid).orElse(0L);
            if (now.getOrDefault(table.name(), 0L) != before) {
                throw SyncException.of(
                        reason,
                        "table " + table.name(),
                        "table %s was created, dropped or replaced on the target during the run"
                                .formatted(table.name()),
                        Fix.advice("sync again"));
            }
        }
    }

    /// The OIDs that the target has for the names of the tables.
    public Map<TableName, Long> tablesNow(Catalog catalog) {
        return catalog.oids(tables.stream().map(RunTable::name).toList());
    }

    /// Tables that an earlier process of the run has loaded.
    public List<RunTable> left() {
        return left.of(tables);
    }

    /// What an earlier process of the run has done for them.
    public LeftTables before() {
        return left;
    }

    /// Makes tables again, empty, because their rows cannot be used.
    public void renew(List<RunTable> useless) {
        if (useless.isEmpty()) {
            return;
        }
        target.control().write(t -> {
            Leftovers.limitWaiting(t);
            maker.tablesAgain(t, useless);
            lease.prove(t);
        });
        useless.forEach(left::remove);
    }

    /// Whether the target had event triggers when the stage was made.
    public boolean eventTriggers() {
        return maker.eventTriggers();
    }

    /// All tables, also those whose rows come through the root of their tree.
    public List<RunTable> tables() {
        return tables;
    }

    /// The tables that are copied and compared one by one.
    public List<RunTable> filled() {
        return tables.stream().filter(t -> !t.pair().comesThroughRoot()).toList();
    }

    /// The tables that stay, and are filled from their stages.
    public Set<TableName> staying() {
        return staying;
    }

    /// The partitions that get their rows with a table, through the root of their tree.
    public List<RunTable> filledWith(RunTable root) {
        return tables.stream()
                .filter(t -> t.pair().comesThroughRoot() && t.pair().root().equals(root.name()))
                .toList();
    }

    /// The materialized views over the tables.
    public StageViews views() {
        return views;
    }

    public StageSchemas schemas() {
        return schemas;
    }

    TargetDatabase target() {
        return target;
    }

    /// Opens a connection that fills and indexes stage tables, or takes one that was closed before. If it is lost, the
    /// caller tries again. The caller must close it.
    public StageConnection openWriter() {
        return new StageConnection(sessions, lease);
    }

    /// Attaches partitions to their tables, and their indexes to those of the tables. The server checks that every
    /// row belongs there.
    public void joinTrees() {
        Batch joining = new Batch()
                .addAll(Trees.attach(filled()), "attaching a partition")
                .addAll(Trees.join(tables), "joining partitions and their indexes");
        if (!joining.isEmpty()) {
            closeIdle(); // one that waited may be lost, and this is not tried again
            try (StageConnection writer = openWriter()) {
                writer.join(joining);
            }
        }
    }

    /// Closes the connections that nobody uses.
    public void closeIdle() {
        sessions.closeIdle();
    }

    /// The connections to the target whose transaction has failed, as the server reports it.
    public List<Integer> failedSessions(Collection<Integer> backendPids) {
        return Backends.failed(target, backendPids);
    }

    /// Ends a session of this process that may have lost its client, and waits until it has gone.
    public void endSession(int backendPid) {
        Backends.end(target, backendPid, target.sessions());
    }

    /// Proves that every table of the stage has all parts for publishing: columns, indexes, constraints, foreign keys
    /// to other selected tables, sequences and statistics objects, valid and validated.
    ///
    /// @throws SyncException `VerificationFailed`, naming each table and the parts it lacks
    public void proveWhole() {
        Map<TableName, TableName> origin =
                tables.stream().collect(Collectors.toMap(t -> schemas.staged(t.name()), RunTable::name));
        Map<TableName, TableDefinition> found =
                target.read(c -> c.stagedDefinitions(c.oids(origin.keySet()).values())).stream()
                        .filter(s -> origin.containsKey(s.name()))
                        .collect(Collectors.toMap(
                                s -> Objects.requireNonNull(origin.get(s.name())), Function.identity()));
        Map<TableName, TableDefinition> wanted = new TreeMap<>();
        tables.forEach(t -> wanted.put(t.name(), t.ddl().made()));
        WholeTables.prove(wanted, found, " in the stage");
    }
}
