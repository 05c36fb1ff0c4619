package io.databasesync.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.api.RunResult;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.TableProgress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The progress that `dbsync run` and `dbsync status -w` show.
class RunProgressTest {
    private static final DatabaseSyncRunStatus COPYING = DatabaseSyncRunStatus.NONE
            .withPhase(Phase.Copying)
            .withProgress(ProgressStatusBuilder.builder()
                    .phase(Phase.Copying)
                    .percent(47)
                    .bytes(ProgressStatus.Bytes.of(40, 90, 20))
                    .current(List.of("public.orders"))
                    .perTable(List.of(new ProgressStatus.Table("public.orders", true, 4, 9, 40, 90, 20)))
                    .eta(Instant.parse("2026-01-12T10:42:00Z"))
                    .build());

    @Test
    void aRunUnderWayShowsWhatMovesHowFastAndHowLong() {
        Progress progress = RunProgress.of(run(COPYING));
        assertThat(progress.moving()).extracting(TableProgress::working).containsExactly(true);
        assertThat(progress.current()).containsExactly("public.orders");
        assertThat(progress.bytesPerSecond()).isEqualTo(20);
        assertThat(progress.eta()).isNotNull();
    }

    /// A pod that was killed leaves its last report, and the operator may not have tidied it yet.
    @Test
    void aRunThatHasEndedShowsHowFarItCameAndNothingThatMoves() {
        Progress progress =
                RunProgress.of(run(COPYING.withPhase(Phase.Cancelled).withResult(RunResult.Cancelled)));
        assertThat(progress.percent()).isEqualTo(47);
        assertThat(progress.moving()).extracting(TableProgress::working).containsExactly(false);
        assertThat(progress.current()).isEmpty();
        assertThat(progress.bytesPerSecond()).isZero();
        assertThat(progress.eta()).isNull();
    }

    private static DatabaseSyncRun run(DatabaseSyncRunStatus status) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setStatus(status);
        return run;
    }
}
