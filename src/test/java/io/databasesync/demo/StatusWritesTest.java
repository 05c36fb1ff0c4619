package io.databasesync.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a run costs the API server.
class StatusWritesTest {
    private static final int PAGES = 20;
    /// Of a run of six seconds; a busy machine takes longer, and three writes more for each further beat.
    private static final int MOST = 12;

    private static final Duration TINY = Duration.ofSeconds(6);
    private static final Duration BEAT = Duration.ofSeconds(3);

    private final TestDatabase source = TestServer.newer().createDatabase();
    private final TestDatabase target = TestServer.older().createDatabase();
    private final InJvmCluster cluster = new InJvmCluster();

    @AfterEach
    void stop() {
        cluster.close();
        source.close();
        target.close();
    }

    @Test
    void aTinyRunTakesAtMostTwelveStatusWritesAndNoneFollows() {
        source.fixture(PAGES, false);
        cluster.secret("kb-remote", source);
        cluster.secret("kb-local", target);

        long begun = System.nanoTime();
        cluster.apply(Serialization.unmarshal(Demo.manifest(), DatabaseSync.class));

        await().atMost(Duration.ofMinutes(1)).until(() -> {
            DatabaseSyncStatus status = cluster.sync("knowledge-base").get().getStatus();
            return status != null && "Succeeded".equals(status.phase());
        });
        Duration more = Duration.ofNanos(System.nanoTime() - begun).minus(TINY);
        long most = MOST + (more.isNegative() ? 0 : 3 * (1 + more.dividedBy(BEAT)));
        await().during(Duration.ofSeconds(1)).until(() -> cluster.statusWrites() <= most);
        long writes = cluster.statusWrites();
        cluster.stopOperator();
        cluster.restartOperator(); // looks at everything anew
        assertThat(cluster.statusWrites()).as("nothing has changed").isEqualTo(writes);
    }
}
