package io.databasesync.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.conventions.RungReport.Suite;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RungReportTest {
    private static final Suite UNIT = new Suite("io.databasesync.sync.uri.ConnectionUriTest", 12, 0, 1);
    private static final Suite CONTAINERS = new Suite("io.databasesync.engine.VersionsIT", 6, 1, 0);

    @Test
    void aRungWithoutAClusterIsNamedLoudly() {
        assertThat(RungReport.report(List.of(UNIT, CONTAINERS), Map.of()))
                .contains("cluster            DID NOT RUN: DBSYNC_TEST_CLUSTER is not set")
                .contains("unit and embedded  Tests run: 12, Failed: 0, Skipped: 1")
                .contains("containers         Tests run: 6, Failed: 1, Skipped: 0")
                .contains("all                Tests run: 18, Failed: 1, Skipped: 1");
    }

    @Test
    void aRungWhoseTestsWereAllSkippedDidNotRun() {
        Suite skipped = new Suite("io.databasesync.operator.OperatorClusterIT", 4, 0, 4);
        assertThat(RungReport.report(List.of(UNIT, CONTAINERS, skipped), Map.of("DBSYNC_TEST_CLUSTER", "1")))
                .contains("cluster            DID NOT RUN: all 4 tests were skipped");
    }
}
