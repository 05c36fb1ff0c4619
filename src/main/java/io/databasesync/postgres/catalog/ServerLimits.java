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
public record ServerLimits(
        long locksEach, long processes, String login, List<Connections> connections, IndexBuilds indexBuilds) {
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

    /// What decides how many indexes the server builds at the same time.
    ///
    /// @param workers parallel workers of all sessions together
    /// @param workersEach parallel workers of one build
    /// @param buffers bytes of `shared_buffers`, which people and providers set by the memory of the machine
    /// @param memoryEach bytes of `maintenance_work_mem`
    public record IndexBuilds(long workers, long workersEach, long buffers, long memoryEach) {
        /// More connections cost more than they bring.
        private static final long MOST = 8;

        /// How many builds leave room for each other.
        ///
        /// @param least a number that is always possible
        /// @param memory bytes that a build takes at least, if the server's setting is smaller
        public int atOnce(int least, long memory) {
            long byWorkers = workers / (1 + Math.max(1, workersEach));
            long byMemory = buffers / Math.max(memory, memoryEach);
            return (int) Math.max(least, Math.min(MOST, Math.min(byWorkers, byMemory)));
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
                                        .toList(),
                                new IndexBuilds(
                                        row.getLong("workers"),
                                        row.getLong("workers_each"),
                                        row.getLong("buffers"),
                                        row.getLong("memory_each"))),
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
