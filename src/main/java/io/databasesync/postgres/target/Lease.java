package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.Optional;

/// The right to write to a target. One run has it at a time, keeps it by its heartbeat, and proves
/// it when it publishes.
///
/// @param token larger than that of every earlier holder
public record Lease(String runId, long token) {
    /// A holder that was silent for this time has lost the lease.
    public static final Duration EXPIRY = Duration.ofSeconds(30);

    /// The SQLSTATE of `proof`.
    private static final String LOST = "DBS02";

    /// Takes the lease if it is free, expired, or held by an earlier process of the same run.
    ///
    /// @return empty if another run has it
    static Answer<Optional<Lease>> acquire(Transaction transaction, String runId) {
        Leftovers.limitWaiting(transaction); // for a run that publishes, or died while publishing
        return transaction
                .ask(
                        """
                insert into databasesync.lease as r (run_id, token, heartbeat_at)
                values (?, nextval('databasesync.fencing_token'), clock_timestamp())
                on conflict (singleton) do update
                  set run_id = excluded.run_id, token = excluded.token, heartbeat_at = excluded.heartbeat_at
                  where r.run_id = excluded.run_id or r.heartbeat_at < clock_timestamp() - interval '%d seconds'
                returning token""".formatted(EXPIRY.toSeconds()),
                        row -> new Lease(runId, row.getLong(1)),
                        Reason.StageFailed,
                        "taking the target's lease",
                        runId)
                .map(taken -> taken.stream().findFirst());
    }

    /// The holder of the target's lease, if there is one.
    static Optional<LeaseHolder> holder(Transaction transaction) {
        return transaction
                .query(
                        "select run_id, token, heartbeat_at::text,"
                                + " extract(epoch from clock_timestamp() - heartbeat_at)::bigint from databasesync.lease",
                        row -> new LeaseHolder(
                                new Lease(row.getString(1), row.getLong(2)),
                                row.getString(3),
                                Duration.ofSeconds(Math.max(0, row.getLong(4)))),
                        Reason.ConnectionLost,
                        "looking for the target's lease")
                .stream()
                .findFirst();
    }

    /// Whether the other lease belongs to a later process of the same run.
    boolean successor(Lease other) {
        return other.runId().equals(runId) && other.token() > token;
    }

    /// Records that the run is alive.
    ///
    /// @throws SyncException `TargetBusy` if another run has taken the lease in the meantime
    public void heartbeat(Transaction transaction) {
        proveAlive(beat(transaction).get());
    }

    /// Records it with the next message of the transaction.
    ///
    /// @return how many rows that changed, for `proveAlive`
    Answer<Integer> beat(Transaction transaction) {
        return transaction.tell(
                "update databasesync.lease set heartbeat_at = clock_timestamp() where run_id = ? and token = ?",
                Reason.ConnectionLost,
                "keeping the target's lease",
                runId,
                token);
    }

    /// @throws SyncException `TargetBusy` if a heartbeat has changed no row
    void proveAlive(int rows) {
        if (rows == 0) {
            throw lost();
        }
    }

    /// Makes sure that the lease is still ours when this transaction commits: no other process can take it before.
    ///
    /// @throws SyncException `TargetBusy` if another process has taken it
    public void prove(Transaction transaction) {
        boolean mine = !transaction
                .query(
                        "select 1 from databasesync.lease where run_id = ? and token = ? for share",
                        row -> row.getInt(1),
                        Reason.ConnectionLost,
                        "proving the target's lease",
                        runId,
                        token)
                .isEmpty();
        if (!mine) {
            throw lost();
        }
    }

    /// Makes sure of the same with the next message of the transaction. If another process has taken the lease, that
    /// message fails; `named` says why.
    public void tellProof(Transaction transaction) {
        transaction.tell(
                proof("perform from databasesync.lease where run_id = %s and token = %d for share"),
                Reason.ConnectionLost,
                "proving the target's lease");
    }

    /// The statement that proves the lease in a script, as `heartbeat` does it.
    public String proof() {
        return proof(
                "update databasesync.lease set heartbeat_at = pg_catalog.clock_timestamp() where run_id = %s and token = %d");
    }

    private String proof(String statement) {
        return Sql.block(
                "begin %s; if not found then raise exception using errcode = '%s', message = 'the lease is lost'; end if; end"
                        .formatted(statement.formatted(Sql.literal(runId), token), LOST));
    }

    /// The failure of a message that has proved the lease, in our words.
    public SyncException named(SyncException failure) {
        return failure.sqlState().filter(LOST::equals).isPresent() ? lost() : failure;
    }

    private SyncException lost() {
        return SyncException.of(
                Reason.TargetBusy,
                "run " + runId,
                "run %s has lost the target's lease to another run".formatted(runId),
                Fix.advice("sync again after that run"));
    }

    /// Gives the lease up, if it is still ours.
    void release(Transaction transaction) {
        givingUp(transaction).tell("delete from databasesync.lease where run_id = ? and token = ?", runId, token);
    }

    /// Gives up the lease that an earlier process of a published run has left. No process works under it any more.
    static void releaseLeft(Transaction transaction, String runId) {
        givingUp(transaction).tell("delete from databasesync.lease where run_id = ?", runId);
    }

    private static Statements givingUp(Transaction transaction) {
        return transaction.during("giving up the target's lease", Reason.ConnectionLost);
    }
}
