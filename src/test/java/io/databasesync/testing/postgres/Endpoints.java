package io.databasesync.testing.postgres;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.sync.Password;
import java.util.List;

/// Copies of an endpoint of a test's database with one change.
public final class Endpoints {
    private Endpoints() {}

    /// With a role that `TestDatabase.newRole` made.
    public static ConnectionSettings as(String role, ConnectionSettings endpoint) {
        return as(role, "role's own", endpoint);
    }

    public static ConnectionSettings as(String role, String password, ConnectionSettings endpoint) {
        return endpoint.with(e -> e.user(role).password(new Password(password)));
    }

    /// With an address where another server, or none, answers.
    public static ConnectionSettings at(HostPort address, ConnectionSettings endpoint) {
        return endpoint.withHosts(List.of(address));
    }

    public static ConnectionSettings toDatabase(String name, ConnectionSettings endpoint) {
        return endpoint.withDatabase(name);
    }

    /// Protected: it is never a target.
    public static ConnectionSettings readOnly(ConnectionSettings endpoint) {
        return endpoint.withReadOnly(true);
    }
}
