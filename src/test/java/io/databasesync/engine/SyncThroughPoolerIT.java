package io.databasesync.engine;

import static io.databasesync.testing.postgres.Endpoints.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestServer;
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
                .sourceEndpoint(endpoint -> at(TestServer.pooler(17), endpoint))
                .warns("the source [^ ]+ is reached through a connection pooler")
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
                .targetEndpoint(endpoint -> at(TestServer.pooler(15), endpoint))
                .warns("the target [^ ]+ is reached through a connection pooler")
                .play();
    }

    @Test
    void refusesToSyncADatabaseWithItselfThroughAPooler() {
        var failure = new Scenario(TestServer.container(17), TestServer.container(17))
                .target("create table t (id int primary key)", "insert into t values (1)")
                .withItself(endpoint -> at(TestServer.pooler(17), endpoint))
                .failsIn(Phase.Validating, Reason.SameDatabase);

        assertThat(failure.getMessage()).containsPattern("test_\\d+");
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
}
