package io.databasesync.postgres;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Makes a stage visible, and keeps what it replaced.
public final class Publisher {
    private final TargetDatabase target;
    private final Lease lease;
    private final Stage stage;

    public Publisher(TargetDatabase target, Lease lease, Stage stage) {
        this.target = target;
        this.lease = lease;
        this.stage = stage;
    }

    /// What the history says of a published run.
    ///
    /// @param bytes over the wire
    public record Published(List<VerifiedTable> tables, long bytes, String verification) {
        public Published {
            tables = List.copyOf(tables);
        }
    }

    /// Foreign keys from or to tables outside of the run that publishing would break, one sentence each.
    public List<String> foreignKeyViolations() {
        // Not on the control session: large tables would keep the heartbeat waiting.
        try (Session session = target.sessions().open(target.endpoint())) {
            return session.inTransaction(TransactionMode.READ_ONLY, t -> new OutsideForeignKeys(stage).violations(t));
        }
    }

    /// Tries once to publish; readers see all of it or nothing.
    ///
    /// @return statements for `validate`
    /// @throws SyncException `TargetLocked` if a lock was not given in time, `TargetBusy` if the lease is lost,
    /// `PublishFailed`; nothing has changed then
    public List<String> publish(List<SharedSequence> sequences, Duration lockTimeout, Published published) {
        return target.control().inTransaction(TransactionMode.READ_WRITE, t -> {
            List<String> validations = new Swap(stage, sequences).run(t, lease, lockTimeout);
            History.succeed(t, lease.syncId(), published.tables(), published.bytes(), published.verification());
            return validations;
        });
    }

    /// Validates the foreign keys that were added `NOT VALID`. The new content is visible by then: what fails is a
    /// warning.
    ///
    /// @return warnings
    public List<String> validate(List<String> statements) {
        List<String> warnings = new ArrayList<>();
        for (String sql : statements) {
            try {
                target.control().write(t -> t.execute(sql, Reason.PublishFailed, "validating a foreign key"));
            } catch (SyncException e) {
                warnings.add(e.getMessage() + " (" + sql + ")");
            }
        }
        return warnings;
    }

    /// Schemas to which publishing moves the tables that it replaces.
    public List<String> previousSchemas() {
        return stage.tables().stream()
                .filter(t -> t.pair().target().isPresent())
                .map(t -> t.name().schema())
                .distinct()
                .sorted()
                .map(schema -> stage.schemas().previous().getOrDefault(schema, schema))
                .toList();
    }

    /// Drops generations of which every table has been replaced again often enough; those of other tables stay.
    /// Never with `CASCADE`: what something else depends on stays too, with a warning.
    ///
    /// @return warnings
    public List<String> dropGenerations(int keep) {
        List<String> old = target.control()
                .inTransaction(
                        TransactionMode.READ_ONLY,
                        t -> t.query(
                                SqlResource.load("list_old_generations"),
                                row -> row.getString(1),
                                Reason.ConnectionLost,
                                "reading the generations",
                                lease.syncId(),
                                keep,
                                keep));
        List<String> warnings = new ArrayList<>();
        for (String syncId : old) {
            try {
                target.control().write(t -> drop(t, syncId));
            } catch (SyncException e) {
                warnings.add(e.getMessage() + " (the generation that run %s replaced is kept)".formatted(syncId));
            }
        }
        return warnings;
    }

    private void drop(Transaction t, String syncId) {
        t.execute("set local lock_timeout = '5s'", Reason.PublishFailed, "setting lock_timeout");
        String doing = "dropping the previous generation of run " + syncId;
        List<String> schemas = t.query(
                "delete from databasesync.previous_generation where sync_id = ? returning previous_schema",
                row -> row.getString(1),
                Reason.PublishFailed,
                doing,
                syncId);
        Leftovers.dropSchemas(t, schemas, doing);
    }
}
