package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.Reason;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/// Our sessions, as their server sees them.
///
/// The server shows and ends these sessions only for the role that has logged in. Our role may be another one,
/// because of `ALTER ROLE … SET role`.
public final class Backends {
    private Backends() {}

    static <T> T asLoginRole(Session session, Function<Transaction, Answer<T>> question) {
        return session.ask(TransactionMode.READ_ONLY, t -> {
            t.tell("set local role none", Reason.ConnectionLost, "looking after our sessions");
            return question.apply(t);
        });
    }

    /// The sessions whose transaction has failed.
    public static List<Integer> failed(TargetDatabase target, Collection<Integer> backendPids) {
        if (backendPids.isEmpty()) {
            return List.of();
        }
        return asLoginRole(
                target.leaseSession(),
                t -> t.ask(
                        "select pid from pg_catalog.pg_stat_activity"
                                + " where pid = any (?::bigint[]) and state = 'idle in transaction (aborted)'",
                        row -> row.getInt(1),
                        Reason.ConnectionLost,
                        "looking after the copies",
                        SqlArray.numbers(backendPids)));
    }

    /// Ends the sessions of some runs, except those of one process, and waits until they have gone.
    ///
    /// @param own the application name of that process's sessions
    static void endOthers(Session session, Collection<String> runIds, String own) {
        session.write(t -> endOthers(t, runIds, own));
    }

    /// The same with the next message of a transaction.
    static void endOthers(Transaction t, Collection<String> runIds, String own) {
        Statements ending = t.during("ending sessions of dead processes", Reason.ConnectionLost);
        ending.tell("set local role none");
        ending.tell(
                "select pg_catalog.pg_terminate_backend(a.pid, 10000) from pg_catalog.pg_stat_activity a"
                        + " where a.datname = current_database() and a.usename = session_user and a.application_name <> ?"
                        + " and exists (select from unnest(?::text[]) run where starts_with(a.application_name, 'databasesync ' || run || ' '))",
                own,
                SqlArray.texts(runIds));
        ending.tell("reset role");
    }

    /// Ends a session that may have lost its client, and waits until it has gone.
    ///
    /// @param own the sessions of this process: behind a pooler, the server process may serve another client
    public static void end(TargetDatabase target, int backendPid, Sessions own) {
        end(target.control(), backendPid, own);
    }

    static void end(Session over, int backendPid, Sessions own) {
        asLoginRole(
                over,
                t -> t.ask(
                        "select pg_catalog.pg_terminate_backend(pid, 10000) from pg_catalog.pg_stat_activity"
                                + " where pid = ? and application_name = any (?::text[]) and usename = session_user",
                        row -> row.getBoolean(1),
                        Reason.ConnectionLost,
                        "ending a lost session",
                        backendPid,
                        SqlArray.texts(own.applicationNames())));
    }
}
