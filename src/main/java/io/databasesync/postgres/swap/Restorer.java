package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.RowCounts;
import io.databasesync.postgres.inplace.Filling.Origin;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.stage.StageSchemas;
import io.databasesync.postgres.swap.KeptGeneration.KeptTable;
import io.databasesync.postgres.target.History;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.Migrations;
import io.databasesync.postgres.target.Published;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TableSelection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Puts back the tables that a run replaced.
public final class Restorer {
    private final TargetDatabase target;
    private final Lease lease;
    private final KeptGeneration generation;
    private final Fills fills;
    private final StageSchemas schemas;
    private final SwapTransaction transaction;

    /// @param fills the tables that stay
    public Restorer(TargetDatabase target, Lease lease, KeptGeneration generation, Fills fills) {
        this.target = target;
        this.lease = lease;
        this.generation = generation;
        this.fills = fills;
        this.schemas = StageSchemas.of(lease.runId(), generation.schemas());
        this.transaction = new SwapTransaction(target, lease, fills, schemas.previous(), Optional.empty());
    }

    /// Finds the tables that the newest run of the selected tables replaced.
    ///
    /// @throws SyncException the reason why it cannot go back
    public static KeptGeneration find(TargetDatabase target, TableSelection selection) {
        Round.ahead(List.of(
                () -> hasPublished(target),
                () -> target.control()
                        .inTransaction(TransactionMode.SNAPSHOT, t -> ReplacedTables.newest(t, selection))));
        if (!hasPublished(target)) {
            throw ReplacedTables.nothing();
        }
        return target.control()
                .inTransaction(
                        TransactionMode.SNAPSHOT, t -> KeptGeneration.read(t, ReplacedTables.newest(t, selection)));
    }

    private static boolean hasPublished(TargetDatabase target) {
        return target.objects().hasRelation(Migrations.SCHEMA, "replaced_table");
    }

    /// Counts the rows that will go back, and proves that no foreign key would break.
    ///
    /// @throws SyncException `ForeignKeyOutside`, or `NothingToRollBack` if a copy has lost rows in a crash of its
    /// server
    public List<VerifiedTable> verify(Consumer<VerifiedTable> counted) {
        // Not on the control session: large tables would keep the heartbeat waiting.
        try (Session session = target.sessions().open(target.endpoint())) {
            List<VerifiedTable> tables = count(session, counted);
            List<BrokenForeignKey> violations = session.inTransaction(
                    TransactionMode.READ_ONLY,
                    t -> OutsideForeignKeys.of(generation, fills).violations(t));
            if (!violations.isEmpty()) {
                throw BrokenForeignKey.refusal(
                        violations, Fix.advice("correct the rows of the tables that stay, then roll back again"));
            }
            return tables;
        }
    }

    private List<VerifiedTable> count(Session session, Consumer<VerifiedTable> counted) {
        List<KeptTable> kept = generation.tables().stream()
                .filter(table -> table.kept().isPresent())
                .toList();
        List<VerifiedTable> tables = new ArrayList<>();
        for (List<KeptTable> group :
                RowCounts.groups(kept, k -> k.kept().orElseThrow().table().bytes())) {
            List<Long> rows = RowCounts.of(
                    session,
                    Reason.VerificationFailed,
                    group.stream().map(Restorer::rows).toList());
            for (int i = 0; i < group.size(); i++) {
                VerifiedTable count = new VerifiedTable(group.get(i).name(), rows.get(i));
                group.get(i).rows().ifPresent(copied -> complete(count, copied));
                tables.add(count);
                counted.accept(count);
            }
        }
        return tables;
    }

    private void complete(VerifiedTable copy, long rows) {
        if (copy.rows() != rows) {
            throw SyncException.of(
                    Reason.NothingToRollBack,
                    "table " + copy.name(),
                    "run %s kept %,d rows of table %s, and %,d of them are left"
                            .formatted(generation.runId(), rows, copy.name(), copy.rows()),
                    ReplacedTables.FIX);
        }
    }

    private static RowCounts.Rows rows(KeptTable table) {
        TableName kept = table.kept().orElseThrow().name();
        return new RowCounts.Rows("only " + Sql.qualified(kept), "counting table " + kept);
    }

    /// Indexes that were not valid and constraints that were not validated when the run replaced their tables.
    public List<String> brokenParts() {
        SqlArray names = SqlArray.texts(generation.returning().stream()
                .map(k -> k.name().schema())
                .distinct()
                .toList());
        return target.control()
                .ask(
                        TransactionMode.READ_ONLY,
                        t -> t.ask(
                                SqlResource.load("list_broken"),
                                row -> row.getString(2),
                                Reason.VerificationFailed,
                                "looking for invalid indexes",
                                names,
                                names));
    }

    /// Tries once to put everything back. Readers see all of it or nothing.
    ///
    /// @return statements for `AfterCommit.validate`
    /// @throws SyncException `TargetLocked` if a lock was not granted in time, `TargetBusy` if the lease is lost,
    /// or the reason of a new obstacle; nothing has changed then
    public List<String> restore(Duration lockTimeout, Published restored) {
        ReverseSwap swap = new ReverseSwap(lease.runId(), generation, fills, schemas);
        return transaction.run(new Backward(swap, restored), lockTimeout);
    }

    /// The reverse of a swap.
    private final class Backward implements SwapPlan {
        private final ReverseSwap swap;
        private final Published restored;

        Backward(ReverseSwap swap, Published restored) {
            this.swap = swap;
            this.restored = restored;
        }

        @Override
        public SwapScripts prepare(Transaction t) {
            return swap.prepare(t);
        }

        @Override
        public Map<TableName, Origin> origins() {
            Map<TableName, Long> rows = restored.rowsByTable();
            Map<TableName, Origin> origins = new HashMap<>();
            generation
                    .tables()
                    .forEach(k -> k.kept()
                            .ifPresent(kept -> origins.put(
                                    k.name(),
                                    new Origin(Sql.qualified(kept.name()), rows.getOrDefault(k.name(), -1L), false))));
            return origins;
        }

        @Override
        public List<Long> leaving() {
            return swap.leaving();
        }

        @Override
        public Script record(Transaction t, Map<TableName, Long> copied) {
            return new Script()
                    .addAll(
                            History.success(lease.runId(), restored, Optional.empty()),
                            Reason.PublishFailed,
                            "writing the history")
                    .add(History.undid(lease.runId(), generation.runId()), Reason.PublishFailed, "writing the history")
                    .addAll(swap.record(t, copied));
        }

        @Override
        public boolean checked() {
            return false;
        }

        @Override
        public void check(Transaction t, SwapScripts scripts) {}
    }

    /// The run that a published rollback undid.
    public static Optional<String> restoredRun(TargetDatabase target, String runId) {
        return target.control().inTransaction(TransactionMode.READ_ONLY, t -> History.undone(t, runId));
    }

    /// Schemas to which the live tables move.
    public List<String> previousSchemas() {
        return schemas.previous().values().stream().sorted().toList();
    }
}
