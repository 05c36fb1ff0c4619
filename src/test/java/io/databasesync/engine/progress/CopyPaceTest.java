package io.databasesync.engine.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.TableName;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CopyPaceTest {
    private static final TableName TABLE = new TableName("public", "t");

    private Instant now = Instant.parse("2026-01-12T10:00:00Z");
    private final CopyPace pace = new CopyPace(() -> now);
    private final Workload work = new Workload();

    @Test
    void hasNoPaceBeforeTheCopyBegins() {
        pace.copied(1000);
        assertThat(pace.bytesPerSecond()).isZero();
        assertThat(pace.wireBytes()).isEqualTo(1000);
    }

    @Test
    void bytesThatAreTakenBackDoNotCount() {
        pace.copied(1000);
        pace.copied(-400);
        assertThat(pace.wireBytes()).isEqualTo(600);
        pace.copyAnew();
        assertThat(pace.wireBytes()).isZero();
    }

    @Test
    void thePaceOfTheCopyStaysWhatItWasOnceTheCopyIsOver() {
        pace.enter(Phase.Copying);
        pace.copied(1 << 20);
        now = now.plusSeconds(2);
        pace.enter(Phase.Indexing);
        now = now.plusSeconds(60);
        long then = pace.bytesPerSecond();
        pace.enter(Phase.Verifying);
        assertThat(then).isPositive();
        assertThat(pace.bytesPerSecond()).isEqualTo(then);
    }

    @Test
    void aCopyOfLessThanASecondHasNoPace() {
        pace.enter(Phase.Copying);
        pace.copied(1 << 20);
        now = now.plusMillis(999);
        assertThat(pace.bytesPerSecond()).isZero();
        now = now.plusMillis(1);
        assertThat(pace.bytesPerSecond()).isEqualTo(1 << 20);
    }

    @Test
    void aTableThatWasNeverAnalyzedDoesNotCountAsEmpty() {
        assertThat(EstimatedRows.of(-1, 1 << 20)).isEqualTo(8192);
        assertThat(EstimatedRows.of(7, 1 << 20)).isEqualTo(7);
        assertThat(EstimatedRows.of(-1, 0)).isZero();
    }

    @Test
    void theEndIsOnlyToldOnceSomeOfTheWorkIsDone() {
        work.plan(TABLE, 1 << 20);
        pace.enter(Phase.Copying);
        work.copied(TABLE, 1 << 10);
        assertThat(pace.eta(Phase.Copying, work)).as("after a thousandth").isNull();
        work.copied(TABLE, 1 << 19);
        assertThat(pace.eta(Phase.Copying, work)).isAfterOrEqualTo(now);
        assertThat(pace.eta(Phase.Verifying, work)).as("of what takes no time").isNull();
    }
}
