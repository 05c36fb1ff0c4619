package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.RowCounts;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.SqlResource;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Prepares to put back the tables that a run replaced: finds them, counts their rows, and says how.
public final class Restorer {
    private final TargetDatabase target;
    private final KeptGeneration generation;
    private final Fills fills;
    private final StageSchemas schemas;
    private final ReverseSwap swap;

    /// @param runId of the rollback
    /// @param fills the tables that stay
    public Restorer(TargetDatabase target, String runId, KeptGeneration generation, Fills fills) {
        this.target = target;
        this.generation = generation;
        this.fills = fills;
        this.schemas = StageSchemas.of(runId, generation.schemas());
        this.swap = new ReverseSwap(runId, generation, fills, schemas);
    }

    /// Finds the tables that the newest run of the selected tables replaced.
    ///
    /// @throws SyncException the reason why it cannot go back
    public static KeptGeneration find(TargetDatabase target, TableSelection selection) {
        Round.ahead(List.of(
                () -> hasPublished(target),
                () -> target.control().inTransaction(TransactionMode.SNAPSHOT, ReplacedViews::there),
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

    /// Writes what the swap will say while the generation is read, if that needs no lease. If the
    /// target changes before the locks, the swap notices and begins again.
    ///
    /// @return whether it did
    public boolean writeAhead() {
        return target.control().inTransaction(TransactionMode.SNAPSHOT, swap::writeAhead);
    }

    /// The work under the lease.
    public Restoration under(Lease lease, Published restored) {
        return new Restoration(
                swap,
                generation,
                restored,
                lease,
                new SwapTransaction(target, lease, fills, schemas.previous(), Optional.empty()));
    }

    /// Counts the rows that will go back, and proves that no foreign key would break.
    ///
    /// @throws SyncException `ForeignKeyOutside`, or `NothingToRollBack` if a copy has lost rows in a crash of its
    /// server
    public List<VerifiedTable> verify(Consumer<VerifiedTable> counted) {
        // Not on the control session: large tables would keep the heartbeat waiting.
        try (Session session = target.sessions().open(target.endpoint())) {
            return Round.leaving(List.of(session), () -> verify(session, counted));
        }
    }

    private List<VerifiedTable> verify(Session session, Consumer<VerifiedTable> counted) {
        List<VerifiedTable> tables = new ArrayList<>();
        Round.together(List.of(() -> tables.addAll(count(session, counted)), () -> keepKeys(session)));
        return tables;
    }

    private boolean keepKeys(Session session) {
        List<BrokenForeignKey> violations = session.inTransaction(
                TransactionMode.READ_ONLY,
                t -> OutsideForeignKeys.of(generation, fills).violations(t));
        if (!violations.isEmpty()) {
            throw BrokenForeignKey.refusal(
                    violations, Fix.advice("correct the rows of the tables that stay, then roll back again"));
        }
        return true;
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

    /// The run that a published rollback undid.
    public static Optional<String> restoredRun(TargetDatabase target, String runId) {
        return target.control().inTransaction(TransactionMode.READ_ONLY, t -> History.undone(t, runId));
    }

    /// Schemas to which the live tables move.
    public List<String> previousSchemas() {
        return schemas.previous().values().stream().sorted().toList();
    }
}
