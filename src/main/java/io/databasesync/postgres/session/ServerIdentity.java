package io.databasesync.postgres.session;

import io.databasesync.sync.DatabaseIdentity;
import io.databasesync.sync.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The identity of the server and the database that answered, independent of the host name.
///
/// @param versionNumber as `server_version_num`: 170006
/// @param systemIdentifier of the cluster, from `initdb`; copies of a data directory share it; absent if our
/// role may not read it
/// @param pooled whether a pooler such as PgBouncer between us and the server hands out the server's sessions
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
        return session.ask(TransactionMode.READ_ONLY, t -> ask(t, session));
    }

    /// The same, together with other questions.
    ///
    /// @param session of the transaction
    public static Answer<ServerIdentity> ask(Transaction t, Session session) {
        return t.ask(
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
                                (Long) row.getObject("system_identifier")),
                        Reason.ConnectionFailed,
                        "reading the identity of the server")
                .map(List::getFirst);
    }

    /// The cluster and the database as text: `7412385046116638721/16384`. Without the cluster's number, which some
    /// servers do not show, it starts with `unknown`.
    public String text() {
        return (systemIdentifier == null ? "unknown" : Long.toUnsignedString(systemIdentifier)) + "/" + databaseOid;
    }

    public int major() {
        return versionNumber / 10000;
    }

    /// The part of the identity that stays the same as long as the database exists.
    public DatabaseIdentity lasting() {
        return new DatabaseIdentity(
                systemIdentifier == null ? null : Long.toUnsignedString(systemIdentifier), databaseOid, database);
    }

    /// Whether both are the same database of the same running server.
    public boolean sameServer(ServerIdentity other) {
        return mayBe(other) && started.equals(other.started) && inRecovery == other.inRecovery;
    }

    /// False if the two are certainly different databases and not copies of one data directory.
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
