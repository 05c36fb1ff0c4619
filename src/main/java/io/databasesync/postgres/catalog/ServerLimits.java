package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// What a server, a database and a role allow.
///
/// @param locksEach `max_locks_per_transaction`
/// @param processes that share the room for locks
/// @param login the role that has logged in
/// @param connections limits of connections that hold for this role
public record ServerLimits(long locksEach, long processes, String login, List<Connections> connections) {
    /// The room that the server adds to its table of locks.
    private static final long MORE_PERCENT = 110;

    /// The object that limits connections.
    public enum Limited {
        Role,
        Database,
        Server
    }

    /// A limit of connections.
    ///
    /// @param used connections of the moment, ours too
    public record Connections(Limited by, long limit, long used) {
        public long free() {
            return Math.max(0, limit - used);
        }
    }

    public ServerLimits {
        connections = List.copyOf(connections);
    }

    static ServerLimits read(Transaction t) {
        return t.query(
                        SqlResource.load("list_limits"),
                        row -> new ServerLimits(
                                row.getLong("locks_each"),
                                row.getLong("backends") + row.getLong("others"),
                                row.getString("login"),
                                List.of(
                                                connections(row, Limited.Role, "role"),
                                                connections(row, Limited.Database, "database"),
                                                connections(row, Limited.Server, "server"))
                                        .stream()
                                        .flatMap(Optional::stream)
                                        .toList()),
                        Reason.ConnectionLost,
                        "reading the limits of the server")
                .getFirst();
    }

    private static Optional<Connections> connections(ResultSet row, Limited by, String prefix) throws SQLException {
        long limit = row.getLong(prefix + "_limit");
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(new Connections(by, limit, row.getLong(prefix + "_used")));
    }

    /// The locks that the server has room for, all sessions together.
    public long locks() {
        return locksEach * processes * MORE_PERCENT / 100;
    }

    /// The `max_locks_per_transaction` with which the server has room for so many locks, in steps of 64.
    public long locksEachFor(long locks) {
        return (locks / processes / 64 + 1) * 64;
    }
}
