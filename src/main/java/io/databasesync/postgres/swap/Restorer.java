package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.stage.StageSchemas;
import io.databasesync.postgres.target.History;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.Migrations;
import io.databasesync.postgres.target.Published;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableSelection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Puts back the tables that a run replaced.
public final class Restorer {
    private final TargetDatabase target;
    private final Lease lease;
    private final KeptGeneration generation;
    private final StageSchemas schemas;
    private final SwapLocks locks = new SwapLocks();

    public Restorer(TargetDatabase target, Lease lease, KeptGeneration generation) {
        this.target = target;
        this.lease = lease;
        this.generation = generation;
        this.schemas = StageSchemas.of(lease.runId(), generation.schemas());
    }

    /// Finds the tables that the newest run of the selected tables replaced.
    ///
    /// @throws SyncException the reason why it cannot go back
    public static KeptGeneration find(TargetDatabase target, TableSelection selection) {
        if (!target.objects().hasRelation(Migrations.SCHEMA, "replaced_table")) {
            throw ReplacedTables.nothing(); // no run of this version has published here
        }
        return target.control()
                .inTransaction(
                        TransactionMode.SNAPSHOT, t -> KeptGeneration.read(t, ReplacedTables.newest(t, selection)));
    }

    /// Counts the rows of the tables that will go back.
    public List<VerifiedTable> count(Consumer<VerifiedTable> counted) {
        List<VerifiedTable> tables = new ArrayList<>();
        // Not on the control session: large tables would keep the heartbeat waiting.
        try (Session session = target.sessions().open(target.endpoint())) {
            generation
                    .tables()
                    .forEach(table -> table.kept().ifPresent(kept -> {
                        VerifiedTable count = new VerifiedTable(table.name(), count(session, kept));
                        tables.add(count);
                        counted.accept(count);
                    }));
        }
        return tables;
    }

    private static long count(Session session, TableDefinition kept) {
        return session.inTransaction(
                TransactionMode.READ_ONLY,
                t -> t.queryLong(
                        "select count(*) from only " + Sql.qualified(kept.name()),
                        Reason.VerificationFailed,
                        "counting table " + kept.name()));
    }

    /// Foreign keys from or to tables that stay which the returning rows would break, one sentence each.
    public List<BrokenForeignKey> foreignKeyViolations() {
        try (Session session = target.sessions().open(target.endpoint())) {
            return session.inTransaction(
                    TransactionMode.READ_ONLY,
                    t -> OutsideForeignKeys.of(generation).violations(t));
        }
    }

    /// Indexes that were not valid and constraints that were not validated when the run replaced their tables.
    public List<String> brokenParts() {
        SqlArray names = SqlArray.texts(generation.returning().stream()
                .map(k -> k.name().schema())
                .distinct()
                .toList());
        return target.control()
                .inTransaction(
                        TransactionMode.READ_ONLY,
                        t -> t.query(
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
        return target.control().inTransaction(TransactionMode.READ_WRITE, t -> {
            ReverseSwap swap = new ReverseSwap(lease.runId(), generation, schemas, locks);
            SwapSteps.begin(t, lease, lockTimeout);
            History.succeed(t, lease.runId(), restored); // before the locks, for which readers wait
            History.undid(t, lease.runId(), generation.runId());
            swap.record(t);
            swap.makeRoom(t);
            return swap.run(t, lockTimeout);
        });
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
