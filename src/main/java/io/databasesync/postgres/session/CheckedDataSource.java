package io.databasesync.postgres.session;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;

/// Gives out only connections to the server whose identity was checked. A host name may lead to another server a
/// moment later, and only the checked server has passed the guards.
final class CheckedDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private final transient ConnectionSettings endpoint;
    private final transient ServerIdentity identity;

    CheckedDataSource(ConnectionSettings endpoint, ServerIdentity identity) {
        this.endpoint = endpoint;
        this.identity = identity;
    }

    /// @throws io.databasesync.sync.SyncException `IdentityChanged`
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        PgConnection connection =
                (PgConnection) super.getConnection(user, password).unwrap(PGConnection.class);
        Session session = new Session(connection, endpoint, new Cancellation(), _ -> {});
        if (!ServerIdentity.read(session).sameServer(identity)) {
            session.close();
            throw ConnectFailure.elsewhere(endpoint);
        }
        return connection;
    }
}
