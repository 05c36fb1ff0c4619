package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.DatabaseEndpoint;
import io.databasesync.sync.DatabaseEndpoint.HostPort;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A managed database behind a transaction pooler: two transactions of one connection are two sessions on the server.
class SyncThroughPoolerIT {
    @Test
    void readsASourceBehindAPooler() {
        scenario()
                .source(database -> database.fixture(1000, true))
                .target(database -> database.fixture(100, true))
                .include("public.archon_*")
                .exclude("public.archon_mcp_*")
                .sourceEndpoint(endpoint -> through(TestServer.pooler(17), endpoint))
                .afterSync(_ -> assertNoSettingsLeft(17))
                .play();
    }

    @Test
    void writesATargetBehindAPooler() {
        scenario()
                .source(database -> database.fixture(1000, true))
                .target(database -> database.fixture(100, true))
                .include("public.archon_*")
                .exclude("public.archon_mcp_*")
                .targetEndpoint(endpoint -> through(TestServer.pooler(15), endpoint))
                .play();
    }

    /// Sessions go back to the pool and to somebody else; whatever we set for longer than a transaction stays there.
    private static void assertNoSettingsLeft(int major) {
        try (var database = TestServer.container(major).createDatabase()) {
            assertThat(database.value(
                            "select count(*) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()"))
                    .isEqualTo("0");
        }
    }

    private static Scenario scenario() {
        return new Scenario(TestServer.container(17), TestServer.container(15));
    }

    private static DatabaseEndpoint through(HostPort pooler, DatabaseEndpoint endpoint) {
        return new DatabaseEndpoint(
                List.of(pooler),
                endpoint.database(),
                endpoint.user(),
                endpoint.password(),
                endpoint.sslMode(),
                null,
                endpoint.options(),
                endpoint.readOnly(),
                endpoint.origin());
    }
}
