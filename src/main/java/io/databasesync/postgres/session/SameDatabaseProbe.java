package io.databasesync.postgres.session;

import io.databasesync.sync.Reason;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Finds out whether two connections lead to the same database: one takes a lock and the other looks for it. An
/// advisory lock writes nothing and ends with its transaction. So it works through every pooler, and a restart of the
/// server in between cannot make one database look like two.
public final class SameDatabaseProbe {
    private SameDatabaseProbe() {}

    /// A server and its standby count as one database. Copies of a data directory that both accept
    /// writes count as two.
    public static boolean same(ConnectedDatabase one, ConnectedDatabase other) {
        if (!one.identity().mayBe(other.identity())) {
            return false;
        }
        return one.identity().standbyOf(other.identity()) || meet(one.control(), other.control());
    }

    private static boolean meet(Session one, Session other) {
        int place = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        int time = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        return other.inTransaction(TransactionMode.READ_ONLY, waiting -> {
            probing(waiting)
                    .queryLong(
                            "select case when pg_catalog.pg_try_advisory_xact_lock(?, ?) then 1 else 0 end",
                            place,
                            time);
            boolean seen = one.ask(TransactionMode.READ_ONLY, t -> seen(t, place, time));
            probing(waiting).tell("select 1"); // the waiting connection has been there all the time
            return seen;
        });
    }

    private static Statements probing(Transaction t) {
        return t.during("comparing source and target", Reason.ConnectionLost);
    }

    private static Answer<Boolean> seen(Transaction t, int place, int time) {
        return probing(t)
                .ask(
                        "select exists (select from pg_catalog.pg_locks where locktype = 'advisory' and objsubid = 2 and granted"
                                + " and classid::bigint = ? and objid::bigint = ?"
                                + " and database = (select oid from pg_catalog.pg_database"
                                + " where datname = pg_catalog.current_database()))",
                        row -> row.getBoolean(1),
                        (long) place,
                        (long) time)
                .map(List::getFirst);
    }
}
