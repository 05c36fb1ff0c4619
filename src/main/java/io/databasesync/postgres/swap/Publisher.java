package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.target.History;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.Published;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes a stage, and keeps the tables that it replaced.
public final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private final TargetDatabase target;
    private final Lease lease;
    private final Stage stage;
    private final SwapLocks locks = new SwapLocks();

    public Publisher(TargetDatabase target, Lease lease, Stage stage) {
        this.target = target;
        this.lease = lease;
        this.stage = stage;
    }

    /// Foreign keys from or to tables outside of the run that publishing would break.
    public List<BrokenForeignKey> foreignKeyViolations() {
        // Not on the control session: large tables would keep the heartbeat waiting.
        try (Session session = target.sessions().open(target.endpoint())) {
            return session.inTransaction(
                    TransactionMode.READ_ONLY, t -> OutsideForeignKeys.of(stage).violations(t));
        }
    }

    /// Tries once to publish. Readers see all of it or nothing.
    ///
    /// @param sequences those that do not move with a table
    /// @return statements for `AfterCommit.validate`
    /// @throws SyncException `TargetLocked` if a lock was not granted in time, `TargetBusy` if the lease is lost,
    /// or `PublishFailed`; nothing has changed then
    public List<String> publish(List<SequenceMove> sequences, Duration lockTimeout, Published published) {
        Swap swap = new Swap(lease.runId(), stage, sequences, locks);
        List<String> validations = target.control().inTransaction(TransactionMode.READ_WRITE, t -> {
            SwapSteps.begin(t, lease, lockTimeout);
            History.succeed(t, lease.runId(), published); // before the locks, for which readers wait
            History.mode(t, lease.runId(), ChosenMode.Swap);
            swap.record(t);
            swap.makeRoom(t);
            return swap.run(t, lockTimeout);
        });
        LOG.info(
                "phase=Publishing tables={} locked={}",
                stage.tables().size(),
                Duration.between(swap.lockedSince(), Instant.now()));
        return validations;
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
