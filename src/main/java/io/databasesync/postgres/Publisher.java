package io.databasesync.postgres;

import io.databasesync.postgres.catalog.Sql;
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
        return target.control()
                .inTransaction(TransactionMode.READ_ONLY, t -> new OutsideForeignKeys(stage).violations(t));
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
            lease.release(t);
            return validations;
        });
    }

    /// Validates the foreign keys that were added `NOT VALID`. The new content is visible by then: what fails is a warning.
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

    private record Generation(String syncId, String schema) {}

    /// Drops all generations but the newest ones. Never with `CASCADE`: what something else depends on stays, with a warning.
    ///
    /// @return warnings
    public List<String> dropGenerations(int keep) {
        List<Generation> old = target.control()
                .inTransaction(
                        TransactionMode.READ_ONLY,
                        t -> t.query(
                                """
                                select sync_id, previous_schema from databasesync.previous_generation
                                where sync_id not in (select sync_id from databasesync.previous_generation
                                                      group by sync_id order by max(published_at) desc limit ?)""",
                                row -> new Generation(row.getString(1), row.getString(2)),
                                Reason.ConnectionLost,
                                "reading the generations",
                                keep));
        List<String> warnings = new ArrayList<>();
        for (Generation generation : old) {
            try {
                target.control().write(t -> drop(t, generation));
            } catch (SyncException e) {
                warnings.add(e.getMessage() + "; drop the schema %s yourself".formatted(Sql.identifier(generation.schema())));
            }
        }
        return warnings;
    }

    private static void drop(Transaction t, Generation generation) {
        t.execute("set local lock_timeout = '5s'", Reason.PublishFailed, "setting lock_timeout");
        Leftovers.dropSchema(
                t, generation.schema(), true, "dropping the previous generation in " + generation.schema());
        t.update(
                "delete from databasesync.previous_generation where sync_id = ? and previous_schema = ?",
                Reason.PublishFailed,
                "forgetting a generation",
                generation.syncId(),
                generation.schema());
    }
}
