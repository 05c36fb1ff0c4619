package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.inplace.Filling;
import io.databasesync.postgres.inplace.Filling.Origin;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.target.History;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.Published;
import io.databasesync.postgres.target.TableWrites;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes a stage, and keeps the tables that it replaced.
public final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private final TargetDatabase target;
    private final Lease lease;
    private final Stage stage;
    private final Fills fills;
    private final TableWrites writes;
    private final SwapLocks locks = new SwapLocks();

    /// @param fills tables that stay, and are filled from their stage
    /// @param writes what others wrote to the tables since the start of the run
    public Publisher(TargetDatabase target, Lease lease, Stage stage, Fills fills, TableWrites writes) {
        this.target = target;
        this.lease = lease;
        this.stage = stage;
        this.fills = fills;
        this.writes = writes;
    }

    /// Foreign keys from or to tables outside of the run that publishing would break.
    public List<BrokenForeignKey> foreignKeyViolations() {
        // Not on the control session: large tables would keep the heartbeat waiting.
        try (Session session = target.sessions().open(target.endpoint())) {
            return session.inTransaction(
                    TransactionMode.READ_ONLY,
                    t -> OutsideForeignKeys.of(stage, fills).violations(t));
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
        try (Session reading = target.sessions().open(target.endpoint())) {
            Refill refill = new Refill(fills, origins(published), target.identity(), reading);
            Swap swap = new Swap(lease.runId(), stage, refill, sequences, locks);
            List<String> validations = target.publishing(t -> publish(t, swap, lockTimeout, published));
            LOG.info(
                    "phase=Publishing tables={} filled={} locked={}",
                    stage.tables().size(),
                    fills.names().size(),
                    Duration.between(swap.lockedSince(), Instant.now()));
            return validations;
        }
    }

    /// What others wrote to the tables that were replaced, as a warning.
    public Optional<String> writtenByOthers() {
        return writes.warning();
    }

    // Nobody waits for what comes before the locks. But the heartbeat would wait for a lease that this transaction
    // has locked, for as long as tables are filled.
    private List<String> publish(Transaction t, Swap swap, Duration lockTimeout, Published published) {
        if (fills.isEmpty()) {
            record(t, swap, lockTimeout, published);
            swap.makeRoom(t);
            List<String> validations = move(t, swap, lockTimeout);
            warn(t);
            return validations;
        }
        SwapSteps.limitWaiting(t, lockTimeout);
        swap.makeRoom(t);
        List<String> validations = move(t, swap, lockTimeout);
        record(t, swap, lockTimeout, published);
        warn(t);
        return validations;
    }

    private void warn(Transaction t) {
        writes.warning().ifPresent(warning -> History.warn(t, lease.runId(), warning));
    }

    private List<String> move(Transaction t, Swap swap, Duration lockTimeout) {
        swap.lock(t, lockTimeout);
        writes.check(t);
        return swap.run(t);
    }

    private void record(Transaction t, Swap swap, Duration lockTimeout, Published published) {
        SwapSteps.begin(t, lease, lockTimeout);
        History.succeed(t, lease.runId(), published);
        History.mode(t, lease.runId(), ChosenMode.Swap);
        swap.record(t);
    }

    private Map<TableName, Origin> origins(Published published) {
        Map<TableName, Long> rows =
                published.tables().stream().collect(Collectors.toMap(VerifiedTable::name, VerifiedTable::rows));
        return stage.tables().stream()
                .collect(Collectors.toMap(
                        RunTable::name, t -> new Origin(t.ddl().stage(), rows.getOrDefault(t.name(), -1L), true)));
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
