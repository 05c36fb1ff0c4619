package io.databasesync.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Endpoint;
import io.databasesync.sync.Direction;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Examples of syncs.
final class Specs {
    private Specs() {}

    static DatabaseSync sync(String namespace, String name, DatabaseSyncSpec spec) {
        DatabaseSync sync = new DatabaseSync();
        sync.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        sync.setSpec(spec);
        return sync;
    }

    static DatabaseSyncSpec spec() {
        return spec("public.*", null, null);
    }

    static DatabaseSyncSpec spec(String tables, @Nullable String trigger, @Nullable Boolean suspend) {
        return new DatabaseSyncSpec(
                Direction.RemoteToLocal,
                local(),
                remote(),
                new DatabaseSyncSpec.Tables(List.of(tables), List.of(), null, null),
                null,
                null,
                trigger,
                suspend,
                null,
                null,
                null);
    }

    static Endpoint local() {
        return new Endpoint(
                "postgres",
                null,
                "app",
                new Endpoint.CredentialsSecret("kb-local", null, "pass"),
                null,
                null,
                null,
                null);
    }

    static Endpoint remote() {
        return new Endpoint(
                null,
                null,
                null,
                null,
                new Endpoint.UriSecret("kb-remote", null),
                null,
                new Endpoint.CaSecret("kb-ca", null),
                Endpoint.Protection.ReadOnly);
    }

    /// For `edit`: the same sync with another spec.
    static UnaryOperator<DatabaseSync> with(DatabaseSyncSpec spec) {
        return sync -> {
            sync.setSpec(spec);
            return sync;
        };
    }
}
