package io.databasesync.postgres;

import io.databasesync.sync.Reason;
import java.util.Collection;
import java.util.List;

/// Sessions of ours as their server sees them.
final class Backends {
    private Backends() {}

    /// Those whose transaction has failed.
    static List<Integer> failed(TargetDatabase target, Collection<Integer> backendPids) {
        if (backendPids.isEmpty()) {
            return List.of();
        }
        return target.lifeline()
                .inTransaction(
                        TransactionMode.READ_ONLY,
                        t -> t.query(
                                "select pid from pg_catalog.pg_stat_activity"
                                        + " where pid = any (?::oid[]::bigint[]) and state = 'idle in transaction (aborted)'",
                                row -> row.getInt(1),
                                Reason.ConnectionLost,
                                "looking after the copies",
                                backendPids));
    }

    /// Ends the sessions of a run but for those of one process, and waits until they have gone.
    ///
    /// @param own what the sessions of that process call themselves
    static void endOthers(Transaction t, String syncId, String own) {
        t.query(
                "select pg_catalog.pg_terminate_backend(pid, 10000) from pg_catalog.pg_stat_activity"
                        + " where datname = current_database() and usename = current_user and application_name <> ?"
                        + " and starts_with(application_name, 'databasesync ' || ? || ' ')",
                row -> row.getBoolean(1),
                Reason.ConnectionLost,
                "ending lost sessions",
                own,
                syncId);
    }

    /// Ends a session that may have lost its client, and waits until it has gone.
    ///
    /// @param applicationName what the session calls itself: behind a pooler, the process may serve another client
    static void end(TargetDatabase target, int backendPid, String applicationName) {
        target.control()
                .inTransaction(
                        TransactionMode.READ_ONLY,
                        t -> t.query(
                                "select pg_catalog.pg_terminate_backend(pid, 10000) from pg_catalog.pg_stat_activity"
                                        + " where pid = ? and application_name = ? and usename = current_user",
                                row -> row.getBoolean(1),
                                Reason.ConnectionLost,
                                "ending a lost session",
                                backendPid,
                                applicationName));
    }
}
