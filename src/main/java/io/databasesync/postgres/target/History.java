package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Reason;
import io.databasesync.sync.RecordedRun;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The run's row in `databasesync.run`, and those of its tables in `databasesync.run_table`.
public final class History {
    private History() {}

    private static Statements writing(Transaction t, Reason reason) {
        return t.during("writing the history", reason);
    }

    private static Statements reading(Transaction t) {
        return t.during("reading the history", Reason.ConnectionLost);
    }

    /// Starts the row, or restarts it if an earlier process of the run left it.
    static void start(Transaction t, SyncRequest request) {
        writing(t, Reason.StageFailed)
                .tell(
                        """
                        insert into databasesync.run (run_id, direction, source, target, operation, status, phase, requested_by)
                        values (?, ?, ?, ?, ?, 'running', ?, ?)
                        on conflict (run_id) do update
                          set status = 'running', phase = excluded.phase, error = null, finished_at = null, updated_at = clock_timestamp()
                          where run.status <> 'succeeded'""",
                        request.runId(),
                        request.direction().name(),
                        request.source().toString(),
                        request.target().toString(),
                        request.operation().name(),
                        Phase.Validating.name(),
                        request.requestedBy());
    }

    /// Ends the rows of runs that died silently. The caller holds the lease, so no other run is alive.
    static void endDeadRuns(Transaction t, String runId) {
        writing(t, Reason.StageFailed).tell("""
                        update databasesync.run
                        set status = 'failed', error = 'ConnectionLost: the run ended without a word; its stage was dropped',
                            updated_at = clock_timestamp(), finished_at = clock_timestamp()
                        where status = 'running' and run_id <> ?""", runId);
    }

    /// Keeps the row current, with the next message. A process that has lost its lease leaves the row alone.
    static void update(Transaction t, Lease lease, Progress progress) {
        writing(t, Reason.ConnectionLost)
                .tell(
                        """
                        update databasesync.run
                        set phase = ?, tables = ?, rows = ?, bytes = ?, updated_at = clock_timestamp()
                        where run_id = ? and status = 'running'
                          and exists (select from databasesync.lease l where l.run_id = ? and l.token = ?)""",
                        progress.phase().name(),
                        (int) progress.tables().done(),
                        progress.rows().done(),
                        progress.bytes().done(),
                        lease.runId(),
                        lease.runId(),
                        lease.token());
    }

    /// The statements that end the row, in the transaction that publishes the run, and record its tables.
    ///
    /// @param mode empty for a rollback
    public static List<String> success(String runId, Published published, Optional<ChosenMode> mode) {
        List<TableName> names =
                published.tables().stream().map(VerifiedTable::name).toList();
        return List.of(
                """
                update databasesync.run
                set status = 'succeeded', phase = %s, tables = %d, rows = %d, bytes = %d, verification = %s, mode = %s,
                    updated_at = clock_timestamp(), finished_at = clock_timestamp()
                where run_id = %s""".formatted(
                                Sql.literal(Phase.Succeeded.name()),
                                published.tables().size(),
                                published.rows(),
                                published.bytes(),
                                Sql.literal(published.verification()),
                                mode.map(m -> Sql.literal(m.name())).orElse("null"),
                                Sql.literal(runId)),
                "insert into databasesync.run_table (run_id, schema_name, table_name, rows) select %s, * from unnest(%s, %s, %s)"
                        .formatted(
                                Sql.literal(runId),
                                Sql.texts(names.stream().map(TableName::schema).toList()),
                                Sql.texts(names.stream().map(TableName::name).toList()),
                                Sql.numbers(
                                        "bigint",
                                        published.tables().stream()
                                                .map(VerifiedTable::rows)
                                                .toList())));
    }

    /// The statement that records which run a rollback undid, in the transaction that publishes the rollback.
    public static String undid(String runId, String undone) {
        return "insert into databasesync.rollback (run_id, restored_run_id) values (%s, %s)"
                .formatted(Sql.literal(runId), Sql.literal(undone));
    }

    /// Records a warning of a run.
    public static void warn(Transaction t, String runId, String warning) {
        writing(t, Reason.PublishFailed)
                .update("update databasesync.run set warning = ? where run_id = ?", warning, runId);
    }

    /// The run that a published rollback undid.
    public static Optional<String> undone(Transaction t, String runId) {
        return reading(t)
                .query(
                        "select restored_run_id from databasesync.rollback where run_id = ?",
                        row -> row.getString(1),
                        runId)
                .stream()
                .findFirst();
    }

    /// The result that a run published, if it did: an earlier process of the run published it, or the answer to
    /// the commit was lost.
    static Answer<Optional<Published>> published(Transaction t, String runId) {
        Answer<List<VerifiedTable>> tables = tables(t, runId);
        return reading(t)
                .ask(
                        "select bytes, verification from databasesync.run where run_id = ? and status = 'succeeded'",
                        row -> Map.entry(row.getLong(1), row.getString(2)),
                        runId)
                .map(runs -> runs.stream()
                        .map(run -> new Published(tables.get(), run.getKey(), run.getValue()))
                        .findFirst());
    }

    /// The mode of a run that published.
    public static Optional<ChosenMode> mode(Transaction t, String runId) {
        return reading(t)
                .query(
                        "select mode from databasesync.run where run_id = ? and mode is not null",
                        row -> ChosenMode.valueOf(row.getString(1)),
                        runId)
                .stream()
                .findFirst();
    }

    /// The newest published run of each table.
    public static Map<TableName, String> newest(Transaction t) {
        return reading(t)
                .query("""
                        select distinct on (s.schema_name, s.table_name) s.schema_name, s.table_name, r.run_id
                        from databasesync.run r join databasesync.run_table s on s.run_id = r.run_id
                        where r.status = 'succeeded'
                        order by s.schema_name, s.table_name, r.finished_at desc""", row -> Map.entry(new TableName(row.getString(1), row.getString(2)), row.getString(3)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Tables whose rows the newest run replaced in place, with that run.
    public static Map<TableName, String> newestInPlace(Transaction t) {
        return reading(t)
                .query(
                        """
                        select * from (
                          select distinct on (s.schema_name, s.table_name) s.schema_name, s.table_name, r.run_id, r.mode
                          from databasesync.run r join databasesync.run_table s on s.run_id = r.run_id
                          where r.status = 'succeeded'
                          order by s.schema_name, s.table_name, r.finished_at desc) newest
                        where mode = ?""",
                        row -> Map.entry(new TableName(row.getString(1), row.getString(2)), row.getString(3)),
                        ChosenMode.InPlace.name())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// The newest runs, newest first.
    static List<RecordedRun> newest(Transaction t, int most) {
        return reading(t).query("""
                        select run_id, operation, initcap(status), substring(error from '^(\\w+): '), direction, source, target,
                          mode, tables, rows, bytes, requested_by, started_at, finished_at, verification,
                          regexp_replace(error, '^\\w+: ', '')
                        from databasesync.run order by started_at desc, run_id limit ?""", History::recorded, most);
    }

    private static RecordedRun recorded(ResultSet row) throws SQLException {
        OffsetDateTime finished = row.getObject(14, OffsetDateTime.class);
        return new RecordedRun(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getInt(9),
                row.getLong(10),
                row.getLong(11),
                row.getString(12),
                row.getObject(13, OffsetDateTime.class).toInstant(),
                finished == null ? null : finished.toInstant(),
                row.getString(15),
                row.getString(16));
    }

    private static Answer<List<VerifiedTable>> tables(Transaction t, String runId) {
        return reading(t)
                .ask(
                        "select schema_name, table_name, rows from databasesync.run_table where run_id = ? order by 1, 2",
                        row -> new VerifiedTable(new TableName(row.getString(1), row.getString(2)), row.getLong(3)),
                        runId);
    }

    /// Ends the row for now. Another process of the run may restart it, or has done so already.
    static void interrupt(Transaction t, Lease lease, Phase phase, String why) {
        writing(t, Reason.ConnectionLost).update("""
                        update databasesync.run
                        set status = 'failed', phase = ?, error = ?, updated_at = clock_timestamp(), finished_at = clock_timestamp()
                        where run_id = ? and status = 'running'
                          and exists (select from databasesync.lease where run_id = ? and token = ?)""", phase.name(), why, lease.runId(), lease.runId(), lease.token());
    }

    /// Ends the row with the error.
    static void fail(Transaction t, String runId, Phase phase, SyncException cause) {
        writing(t, Reason.ConnectionLost)
                .update(
                        """
                        update databasesync.run
                        set status = ?, phase = ?, error = ?, updated_at = clock_timestamp(), finished_at = clock_timestamp()
                        where run_id = ? and status = 'running'""",
                        cause.reason() == Reason.Cancelled ? "cancelled" : "failed",
                        phase.name(),
                        cause.reason() + ": " + cause.getMessage(),
                        runId);
    }
}
