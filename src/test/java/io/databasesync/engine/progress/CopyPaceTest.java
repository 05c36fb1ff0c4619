package io.databasesync.engine.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.TableName;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CopyPaceTest {
    private static final TableName TABLE = new TableName("public", "t");

    private final CopyPace pace = new CopyPace();
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
        pace.enter(Phase.Indexing);
        long then = pace.bytesPerSecond();
        pace.enter(Phase.Verifying);
        assertThat(then).isPositive();
        assertThat(pace.bytesPerSecond()).isEqualTo(then);
    }

    @Test
    void theEndIsOnlyToldOnceSomeOfTheWorkIsDone() {
        work.plan(TABLE, 1 << 20);
        pace.enter(Phase.Copying);
        work.copied(TABLE, 1 << 10);
        assertThat(pace.eta(Phase.Copying, work)).as("after a thousandth").isNull();
        work.copied(TABLE, 1 << 19);
        assertThat(pace.eta(Phase.Copying, work)).isAfterOrEqualTo(Instant.now().minusSeconds(60));
        assertThat(pace.eta(Phase.Verifying, work)).as("of what takes no time").isNull();
    }
}
