package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.Relay;
import io.databasesync.testing.postgres.TestServer;
import org.junit.jupiter.api.Test;

/// A target at the end of a slow line.
class SyncSlowTargetTest {
    private static final long ROWS = 24_000;
    private static final long BYTES = ROWS * 1000;

    // The driver does not read while it writes.
    @Test
    void anErrorOfItIsNoticedLongBeforeAllRowsAreSent() {
        try (Relay link = new Relay(TestServer.newer()).bandwidth(1 << 20)) {
            var failure = new Scenario(TestServer.newer(), TestServer.newer())
                    .source(
                            "create table t (id int primary key, v text)",
                            "alter table t alter v set storage external",
                            "insert into t select i, repeat(md5(i::text), 31) from generate_series(0, %d) i"
                                    .formatted(ROWS))
                    .target("create table t (id int primary key check (id > 0), v text)")
                    .targetEndpoint(link::to)
                    .failsIn(Phase.Copying, Reason.CopyFailed);

            assertThatSync(failure).naming("t_id_check", "23514");
            assertThat(link.sent()).isLessThan(BYTES / 2);
        }
    }
}
