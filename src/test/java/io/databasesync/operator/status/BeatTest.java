package io.databasesync.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.RunResult;
import io.databasesync.testing.operator.FoundSync;
import io.databasesync.testing.operator.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How often progress is written.
class BeatTest {
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    private Instant now = Instant.parse("2026-01-12T10:00:00Z");
    private final List<DatabaseSyncRun> runs = new ArrayList<>();
    private final Beat beat = new Beat(TWO_SECONDS, () -> runs, () -> now);
    private final DatabaseSync sync = Specs.sync("knowledge", "knowledge-base", Specs.spec());

    @Test
    void aFewRunsReportEveryTwoSeconds() {
        assertThat(beat.untilNext(sync)).as("nothing was written yet").isZero();
        beat.wrote(sync);
        assertThat(beat.untilNext(sync)).isEqualTo(TWO_SECONDS);
        now = now.plusSeconds(2);
        assertThat(beat.untilNext(sync)).isZero();
    }

    @Test
    void twoHundredRunsMakeSixteenWritesASecond() {
        runs.addAll(Collections.nCopies(200, FoundSync.run("r", Specs.spec(), null, 1)));
        assertThat(beat.length()).isEqualTo(Duration.ofSeconds(25));
    }

    @Test
    void theBeatIsShortAgainWhenTheRunsHaveEnded() {
        runs.addAll(Collections.nCopies(200, FoundSync.run("r", Specs.spec(), null, 1)));
        assertThat(beat.length()).isEqualTo(Duration.ofSeconds(25));
        Collections.fill(runs, FoundSync.run("r", Specs.spec(), RunResult.Succeeded, 1));
        now = now.plusSeconds(2);
        assertThat(beat.length()).isEqualTo(TWO_SECONDS);
    }
}
