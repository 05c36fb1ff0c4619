package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.testing.engine.KilledSync;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Kill an in-place run at any moment: the server rolls it back, and the next run goes ahead.
class InPlaceKilledTest {
    @ParameterizedTest
    @CsvSource({
        "Preparing, the same run",
        "Copying, the same run",
        "Indexing, another run",
        "Verifying, the same run",
        "Publishing, the same run"
    })
    void leavesTheTargetAsItWasAndTheNextRunGoesAhead(Phase last, String next) {
        try (TestDatabase source = TestServer.older().createDatabase();
                TestDatabase target = TestServer.newer().createDatabase()) {
            source.fixture(300, false);
            target.fixture(100, false);
            var before = target.state();

            assertThat(KilledSync.run("the same run", source.uri(), target.uri(), Mode.InPlace, last))
                    .isEqualTo(KilledSync.KILLED);

            var after = target.state();
            assertThat(after.content()).isEqualTo(before.content());
            assertThat(after.structure()).isEqualTo(before.structure());

            if (!next.equals("the same run")) {
                KilledSync.expireLease(target);
            }
            Synced synced = sync(next, source, target);

            assertThat(synced.mode()).isEqualTo(ChosenMode.InPlace);
            assertThat(target.contentHashes(source.tables())).isEqualTo(source.contentHashes(source.tables()));
            assertThat(target.state().structure().definition())
                    .isEqualTo(before.structure().definition());
            assertThat(target.column("select status from databasesync.run where status = 'running'"))
                    .isEmpty();
        }
    }

    private static Synced sync(String runId, TestDatabase source, TestDatabase target) {
        SyncOutcome outcome = new SyncEngine()
                .run(
                        KilledSync.request(runId, source.uri(), target.uri(), Mode.InPlace),
                        ProgressSink.NONE,
                        new Cancellation());
        assertThat(outcome).isInstanceOf(Synced.class);
        return (Synced) outcome;
    }
}
