package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.inplace.Filling;
import io.databasesync.postgres.inplace.Filling.Origin;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.stage.StageConnection;
import io.databasesync.postgres.target.History;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.Published;
import io.databasesync.postgres.target.TableWrites;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Publishes a stage, and keeps the tables that it replaced.
public final class Publisher {
    private final Lease lease;
    private final Stage stage;
    private final Fills fills;
    private final TableWrites writes;
    private final SwapTransaction transaction;

    /// @param fills tables that stay, and are filled from their stage
    /// @param writes what others wrote to the tables since the start of the run
    public Publisher(TargetDatabase target, Lease lease, Stage stage, Fills fills, TableWrites writes) {
        this.lease = lease;
        this.stage = stage;
        this.fills = fills;
        this.writes = writes;
        this.transaction =
                new SwapTransaction(target, lease, fills, stage.schemas().previous(), Optional.of(writes));
    }

    /// Foreign keys from or to tables outside of the run that publishing would break.
    public List<BrokenForeignKey> foreignKeyViolations() {
        try (StageConnection connection = stage.openWriter()) {
            return connection.reading(t -> OutsideForeignKeys.of(stage, fills).violations(t));
        }
    }

    /// Whether a table gets rows that a snapshot from before its publication does not see.
    public boolean fillsUnfrozen() {
        return fills.tables().tables().stream()
                .filter(t -> t.pair().target().isPresent())
                .anyMatch(t -> !Filling.frozen(
                        t.pair().definition(), t.pair().source().table().bytes()));
    }

    /// Tries once to publish. Readers see all of it or nothing.
    ///
    /// @param sequences those that do not move with a table
    /// @return statements for `AfterCommit.validate`
    /// @throws SyncException `TargetLocked` if a lock was not granted in time, `TargetBusy` if the lease is lost,
    /// `TargetWritten`, or `PublishFailed`; nothing has changed then
    public List<String> publish(List<SequenceMove> sequences, Duration lockTimeout, Published published) {
        Swap swap = new Swap(lease.runId(), stage, fills, sequences);
        return transaction.run(new Forward(swap, published), lockTimeout);
    }

    /// The swap of a sync.
    private final class Forward implements SwapPlan {
        private final Swap swap;
        private final Published published;

        Forward(Swap swap, Published published) {
            this.swap = swap;
            this.published = published;
        }

        @Override
        public SwapScripts prepare(Transaction t) {
            return swap.prepare(t);
        }

        @Override
        public Map<TableName, Origin> origins() {
            Map<TableName, Long> rows = published.rowsByTable();
            return stage.tables().stream()
                    .collect(Collectors.toMap(
                            RunTable::name, t -> new Origin(t.ddl().stage(), rows.getOrDefault(t.name(), -1L), true)));
        }

        @Override
        public List<Long> leaving() {
            return swap.tables().leavingOids();
        }

        @Override
        public Script record(Transaction t, Map<TableName, Long> copied) {
            return new Script()
                    .addAll(
                            History.success(lease.runId(), published, Optional.of(ChosenMode.Swap)),
                            Reason.PublishFailed,
                            "writing the history")
                    .addAll(swap.record(t, copied));
        }

        @Override
        public boolean checked() {
            return stage.eventTriggers();
        }

        @Override
        public void check(Transaction t, SwapScripts scripts) {
            EventTriggerEffects.check(new Catalog(t), stage, swap.tables().leaving(), scripts.belongings());
        }
    }

    /// What others wrote to the tables that were replaced, as a warning.
    public Optional<String> writtenByOthers() {
        return writes.warning();
    }

    /// Schemas to which publishing moves the tables that it replaces.
    public List<String> previousSchemas() {
        return Stream.concat(
                        stage.tables().stream()
                                .filter(t -> t.pair().target().isPresent())
                                .map(RunTable::name),
                        stage.views().made().stream().map(DependentView::name))
                .map(TableName::schema)
                .distinct()
                .sorted()
                .map(schema -> stage.schemas().previous().getOrDefault(schema, schema))
                .toList();
    }
}
