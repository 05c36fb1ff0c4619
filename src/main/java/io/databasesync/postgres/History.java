package io.databasesync.postgres;

import io.databasesync.postgres.Publisher.Published;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The run's row in `databasesync.run`.
final class History {
    private History() {}

    /// Starts the row, or starts it again if an earlier process of the run left it.
    static void start(Transaction transaction, SyncRequest request) {
        transaction.update(
                """
                insert into databasesync.run (run_id, direction, source, target, operation, status, phase, requested_by)
                values (?, ?, ?, ?, ?, 'running', ?, ?)
                on conflict (run_id) do update
                  set status = 'running', phase = excluded.phase, error = null, finished_at = null, updated_at = clock_timestamp()
                  where run.status <> 'succeeded'""",
                Reason.StageFailed,
                "writing the history",
                request.syncId(),
                request.direction().name(),
                request.source().toString(),
                request.target().toString(),
                request.operation().name(),
                Phase.Validating.name(),
                request.requestedBy());
    }

    /// Ends the rows of runs that died without a word. The caller holds the lease: no other run is alive.
    static void endDeadRuns(Transaction transaction, String syncId) {
        transaction.update("""
                update databasesync.run
                set status = 'failed', error = 'ConnectionLost: the run ended without a word; its stage was dropped',
                    updated_at = clock_timestamp(), finished_at = clock_timestamp()
                where status = 'running' and run_id <> ?""", Reason.StageFailed, "writing the history", syncId);
    }

    static void update(Transaction transaction, String syncId, Progress progress) {
        transaction.update(
                """
                update databasesync.run
                set phase = ?, tables = ?, rows = ?, bytes = ?, updated_at = clock_timestamp()
                where run_id = ? and status = 'running'""",
                Reason.ConnectionLost,
                "writing the history",
                progress.phase().name(),
                (int) progress.tables().done(),
                progress.rows().done(),
                progress.bytes().done(),
                syncId);
    }

    static void succeed(
            Transaction transaction, String syncId, List<VerifiedTable> tables, long bytes, String verification) {
        transaction.update(
                """
                update databasesync.run
                set status = 'succeeded', phase = ?, tables = ?, rows = ?, bytes = ?, verification = ?,
                    updated_at = clock_timestamp(), finished_at = clock_timestamp()
                where run_id = ?""",
                Reason.PublishFailed,
                "writing the history",
                Phase.Succeeded.name(),
                tables.size(),
                tables.stream().mapToLong(VerifiedTable::rows).sum(),
                bytes,
                verification,
                syncId);
        for (VerifiedTable table : tables) {
            transaction.update(
                    "insert into databasesync.run_table (run_id, schema_name, table_name, rows) values (?, ?, ?, ?)",
                    Reason.PublishFailed,
                    "writing the history",
                    syncId,
                    table.name().schema(),
                    table.name().name(),
                    table.rows());
        }
    }

    /// What a run published, if it did: by an earlier process of the same run, or by a commit whose answer was lost.
    static Optional<Published> published(Transaction transaction, String syncId) {
        return transaction
                .query(
                        "select bytes, verification from databasesync.run where run_id = ? and status = 'succeeded'",
                        row -> new Published(tables(transaction, syncId), row.getLong(1), row.getString(2)),
                        Reason.ConnectionLost,
                        "reading the history",
                        syncId)
                .stream()
                .findFirst();
    }

    /// Notes in the transaction that publishes a run in which mode it did.
    static void mode(Transaction transaction, String syncId, Mode mode) {
        transaction.update(
                "update databasesync.run set mode = ? where run_id = ?",
                Reason.PublishFailed,
                "writing the history",
                mode.name(),
                syncId);
    }

    /// Whether a run replaced rows in place.
    static boolean inPlace(Transaction transaction, String syncId) {
        return transaction.queryLong(
                        "select count(*) from databasesync.run h where h.run_id = ? and h.mode = ?",
                        Reason.ConnectionLost,
                        "reading the history",
                        syncId,
                        Mode.InPlace.name())
                > 0;
    }

    /// Tables of which the newest run replaced the rows in place, with that run.
    static Map<TableName, String> newestInPlace(Transaction transaction) {
        return transaction
                .query(
                        """
                        select * from (
                          select distinct on (s.schema_name, s.table_name) s.schema_name, s.table_name, h.run_id, h.mode
                          from databasesync.run h join databasesync.run_table s on s.run_id = h.run_id
                          where h.status = 'succeeded'
                          order by s.schema_name, s.table_name, h.finished_at desc) newest
                        where mode = ?""",
                        row -> Map.entry(new TableName(row.getString(1), row.getString(2)), row.getString(3)),
                        Reason.ConnectionLost,
                        "reading the history",
                        Mode.InPlace.name())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static List<VerifiedTable> tables(Transaction transaction, String syncId) {
        return transaction.query(
                "select schema_name, table_name, rows from databasesync.run_table where run_id = ? order by 1, 2",
                row -> new VerifiedTable(new TableName(row.getString(1), row.getString(2)), row.getLong(3)),
                Reason.ConnectionLost,
                "reading the history",
                syncId);
    }

    /// Ends the row for now: another process of the run may start it again, or has done so already.
    static void interrupt(Transaction transaction, Lease lease, Phase phase, String why) {
        transaction.update(
                """
                update databasesync.run
                set status = 'failed', phase = ?, error = ?, updated_at = clock_timestamp(), finished_at = clock_timestamp()
                where run_id = ? and status = 'running'
                  and exists (select from databasesync.lease where run_id = ? and token = ?)""",
                Reason.ConnectionLost,
                "writing the history",
                phase.name(),
                why,
                lease.syncId(),
                lease.syncId(),
                lease.token());
    }

    /// Ends the row with what went wrong.
    static void fail(Transaction transaction, String syncId, Phase phase, SyncException cause) {
        transaction.update(
                """
                update databasesync.run
                set status = ?, phase = ?, error = ?, updated_at = clock_timestamp(), finished_at = clock_timestamp()
                where run_id = ? and status = 'running'""",
                Reason.ConnectionLost,
                "writing the history",
                cause.reason() == Reason.Cancelled ? "cancelled" : "failed",
                phase.name(),
                cause.reason() + ": " + cause.getMessage(),
                syncId);
    }
}
