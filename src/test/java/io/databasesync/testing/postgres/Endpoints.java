package io.databasesync.testing.postgres;

import io.databasesync.sync.DatabaseEndpoint;
import io.databasesync.sync.DatabaseEndpoint.HostPort;
import io.databasesync.sync.Password;
import java.util.List;

/// The endpoint of a test's database, but for one thing.
public final class Endpoints {
    private Endpoints() {}

    /// As a role that `TestDatabase.newRole` made.
    public static DatabaseEndpoint as(String role, DatabaseEndpoint endpoint) {
        return as(role, "role's own", endpoint);
    }

    public static DatabaseEndpoint as(String role, String password, DatabaseEndpoint endpoint) {
        return with(endpoint.hosts(), endpoint.database(), role, new Password(password), endpoint.readOnly(), endpoint);
    }

    /// Where something else answers, or nobody.
    public static DatabaseEndpoint at(HostPort address, DatabaseEndpoint endpoint) {
        return with(
                List.of(address),
                endpoint.database(),
                endpoint.user(),
                endpoint.password(),
                endpoint.readOnly(),
                endpoint);
    }

    public static DatabaseEndpoint toDatabase(String name, DatabaseEndpoint endpoint) {
        return with(endpoint.hosts(), name, endpoint.user(), endpoint.password(), endpoint.readOnly(), endpoint);
    }

    /// Protected, so that it is never a target.
    public static DatabaseEndpoint readOnly(DatabaseEndpoint endpoint) {
        return with(endpoint.hosts(), endpoint.database(), endpoint.user(), endpoint.password(), true, endpoint);
    }

    private static DatabaseEndpoint with(
            List<HostPort> hosts,
            String database,
            String user,
            Password password,
            boolean readOnly,
            DatabaseEndpoint rest) {
        return new DatabaseEndpoint(
                hosts,
                database,
                user,
                password,
                rest.sslMode(),
                rest.rootCertificate(),
                rest.options(),
                readOnly,
                rest.origin());
    }
}
