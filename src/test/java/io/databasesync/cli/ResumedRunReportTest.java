package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.cli.CliFixture.Result;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import io.databasesync.testing.Failures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of runs that take more than one process.
class ResumedRunReportTest {
    private static final TableName A = new TableName("public", "a");
    private static final TableName B = new TableName("public", "b");

    private final CliFixture cli;

    ResumedRunReportTest(@TempDir Path directory) {
        this.cli = new CliFixture(directory);
    }

    @Test
    void tellsKeptTablesFromCopiedOnes() {
        Result result = sync(new SyncOutcome.Synced(
                ChosenMode.Swap,
                List.of(new VerifiedTable(A, 1), new VerifiedTable(B, 2)),
                3,
                Duration.ofSeconds(1),
                List.of(),
                "Counts: 2 tables, 3 rows equal",
                List.of(),
                List.of(B),
                Comparison.Counts));

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("Kept from an earlier attempt, because their content still equals the source's: 1 table;"
                        + " copied: 1 table.");
    }

    @Test
    void saysThatSomethingIsLeftToTheNextAttempt() {
        Result result = sync(new SyncOutcome.Interrupted(
                Phase.Copying, Failures.failure(Reason.ConnectionLost, "the source went away")));

        assertThat(result.code()).isEqualTo(Reason.ConnectionLost.exitCode());
        assertThat(result.err())
                .contains("ConnectionLost while Copying: the source went away")
                .contains("What is copied so far is left to the next attempt of this run.");
    }

    private Result sync(SyncOutcome outcome) {
        return cli.ending(outcome).dbsync("sync", "--direction=remote-to-local", "--skip-confirm", "--attempts=1");
    }
}
