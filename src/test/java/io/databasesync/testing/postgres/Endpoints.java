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
        return endpoint.with(e -> e.user(role).password(new Password(password)));
    }

    /// Where something else answers, or nobody.
    public static DatabaseEndpoint at(HostPort address, DatabaseEndpoint endpoint) {
        return endpoint.withHosts(List.of(address));
    }

    public static DatabaseEndpoint toDatabase(String name, DatabaseEndpoint endpoint) {
        return endpoint.withDatabase(name);
    }

    /// Protected, so that it is never a target.
    public static DatabaseEndpoint readOnly(DatabaseEndpoint endpoint) {
        return endpoint.withReadOnly(true);
    }
}
