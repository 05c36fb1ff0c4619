package io.databasesync.postgres.session;

import io.databasesync.sync.DatabaseIdentity;
import io.databasesync.sync.Reason;
import org.jspecify.annotations.Nullable;

/// Which database of which server answered, whatever name it was called by.
///
/// @param versionNumber as `server_version_num`: 170006
/// @param systemIdentifier of the cluster, from `initdb`; copies of a data directory share it; absent where
/// it may not be read
/// @param pooled whether something between us and the server, PgBouncer for one, hands out the server's
/// sessions
/// @param started when this server started
public record ServerIdentity(
        int versionNumber,
        String version,
        String database,
        long databaseOid,
        String encoding,
        boolean inRecovery,
        boolean readOnly,
        String started,
        String role,
        boolean mayCreate,
        boolean pooled,
        @Nullable Long systemIdentifier) {

    public static final int OLDEST_MAJOR = 14;
    public static final int NEWEST_MAJOR = 18;

    public static ServerIdentity read(Session session) {
        ServerIdentity identity = session.inTransaction(
                TransactionMode.READ_ONLY,
                t -> t.query(
                                SqlResource.load("identity"),
                                row -> new ServerIdentity(
                                        row.getInt("version_number"),
                                        row.getString("version"),
                                        row.getString("database"),
                                        row.getLong("database_oid"),
                                        row.getString("encoding"),
                                        row.getBoolean("in_recovery"),
                                        row.getBoolean("read_only"),
                                        row.getString("started"),
                                        row.getString("role"),
                                        row.getBoolean("may_create"),
                                        row.getInt("backend_pid") != session.backendPid(),
                                        null),
                                Reason.ConnectionFailed,
                                "asking the server who it is")
                        .getFirst());
        return identity.withSystemIdentifier(systemIdentifier(session));
    }

    // Some managed services keep the function to themselves.
    private static @Nullable Long systemIdentifier(Session session) {
        boolean allowed = session.inTransaction(
                TransactionMode.READ_ONLY,
                t -> t.query(
                                "select has_function_privilege('pg_catalog.pg_control_system()', 'execute')",
                                row -> row.getBoolean(1),
                                Reason.ConnectionFailed,
                                "asking for privileges")
                        .getFirst());
        if (!allowed) {
            return null;
        }
        return session.inTransaction(
                TransactionMode.READ_ONLY,
                t -> t.queryLong(
                        "select system_identifier from pg_catalog.pg_control_system()",
                        Reason.ConnectionFailed,
                        "asking the server who it is"));
    }

    private ServerIdentity withSystemIdentifier(@Nullable Long identifier) {
        return new ServerIdentity(
                versionNumber,
                version,
                database,
                databaseOid,
                encoding,
                inRecovery,
                readOnly,
                started,
                role,
                mayCreate,
                pooled,
                identifier);
    }

    /// Which database of which cluster it is: `7412385046116638721/16384`. A server that keeps its
    /// cluster's number to itself shows the database's only.
    public String text() {
        return (systemIdentifier == null ? "unknown" : Long.toUnsignedString(systemIdentifier)) + "/" + databaseOid;
    }

    public int major() {
        return versionNumber / 10000;
    }

    /// What stays the same for as long as the database exists.
    public DatabaseIdentity lasting() {
        return new DatabaseIdentity(
                systemIdentifier == null ? null : Long.toUnsignedString(systemIdentifier), databaseOid, database);
    }

    /// Whether both are one database of one running server.
    public boolean sameServer(ServerIdentity other) {
        return mayBe(other) && started.equals(other.started) && inRecovery == other.inRecovery;
    }

    /// False if both are certainly two databases: neither one, nor copies of one data directory.
    boolean mayBe(ServerIdentity other) {
        return databaseOid == other.databaseOid
                && (systemIdentifier == null
                        || other.systemIdentifier == null
                        || systemIdentifier.equals(other.systemIdentifier));
    }

    /// Whether one is a standby of the other's cluster: another server, but the same database.
    boolean standbyOf(ServerIdentity other) {
        return mayBe(other)
                && systemIdentifier != null
                && other.systemIdentifier != null
                && (inRecovery || other.inRecovery);
    }
}
