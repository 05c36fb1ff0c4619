package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.Reason;
import java.util.Collections;
import java.util.Set;

/// The processes of a server that serve no client. A crash ends all of them, and loses commits that did not wait for
/// the disk. The time when the server started stays the same.
public record ServerProcesses(Set<Integer> pids) {
    /// Nobody has looked: the server may have crashed.
    public static final ServerProcesses UNKNOWN = new ServerProcesses(Set.of());

    public ServerProcesses {
        pids = Set.copyOf(pids);
    }

    static ServerProcesses read(Session session) {
        return session.inTransaction(
                TransactionMode.READ_ONLY,
                t -> new ServerProcesses(Set.copyOf(t.query(
                        "select pid from pg_catalog.pg_stat_activity where usesysid is null and datid is null",
                        row -> row.getInt(1),
                        Reason.ConnectionLost,
                        "looking at the server's processes"))));
    }

    /// Whether the server has not crashed between the two looks.
    boolean survivedUntil(ServerProcesses later) {
        return !Collections.disjoint(pids, later.pids);
    }
}
