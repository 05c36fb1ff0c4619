package io.databasesync.testing.postgres;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.sync.Password;
import java.util.List;

/// The endpoint of a test's database, but for one thing.
public final class Endpoints {
    private Endpoints() {}

    /// As a role that `TestDatabase.newRole` made.
    public static ConnectionSettings as(String role, ConnectionSettings endpoint) {
        return as(role, "role's own", endpoint);
    }

    public static ConnectionSettings as(String role, String password, ConnectionSettings endpoint) {
        return endpoint.with(e -> e.user(role).password(new Password(password)));
    }

    /// Where something else answers, or nobody.
    public static ConnectionSettings at(HostPort address, ConnectionSettings endpoint) {
        return endpoint.withHosts(List.of(address));
    }

    public static ConnectionSettings toDatabase(String name, ConnectionSettings endpoint) {
        return endpoint.withDatabase(name);
    }

    /// Protected, so that it is never a target.
    public static ConnectionSettings readOnly(ConnectionSettings endpoint) {
        return endpoint.withReadOnly(true);
    }
}
