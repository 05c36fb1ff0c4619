package io.databasesync.postgres;

import io.databasesync.sync.Reason;
import org.jspecify.annotations.Nullable;

/// Which database of which server answered, whatever name it was called by.
///
/// @param versionNumber as `server_version_num`: 170006
/// @param systemIdentifier of the cluster, from `initdb`; copies of a data directory share it; absent where it may not
/// be read
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
        @Nullable Long systemIdentifier) {

    public static final int OLDEST_MAJOR = 14;
    public static final int NEWEST_MAJOR = 18;

    static ServerIdentity read(Session session) {
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
                identifier);
    }

    public int major() {
        return versionNumber / 10000;
    }

    /// Whether both are one database. A server and its standby count as one; a promoted copy has a start time of its
    /// own.
    public boolean same(ServerIdentity other) {
        return databaseOid == other.databaseOid && sameCluster(other);
    }

    private boolean sameCluster(ServerIdentity other) {
        if (systemIdentifier == null || other.systemIdentifier == null) {
            return started.equals(other.started);
        }
        boolean standby = inRecovery || other.inRecovery;
        return systemIdentifier.equals(other.systemIdentifier) && (standby || started.equals(other.started));
    }
}
