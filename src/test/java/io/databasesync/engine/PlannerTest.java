package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Without servers.
class PlannerTest {
    @Test
    void aPlanOfNearServersSaysNothingOfTheWay() {
        assertThat(Planner.distance(Duration.ofMillis(1), Duration.ofMillis(2), 2000))
                .isEmpty();
    }

    @Test
    void aPlanSaysHowFarTheServersAre() {
        assertThat(Planner.distance(Duration.ofMillis(1), Duration.ofMillis(41), 19))
                .contains("a round trip takes about 1 ms to the source and 41 ms to the target");
    }

    @Test
    void aPlanWarnsOfALongWayForManyTables() {
        assertThat(Planner.distance(Duration.ofMillis(1), Duration.ofMillis(41), 2000))
                .hasValueSatisfying(note -> assertThat(note)
                        .contains("2000 tables take about 28 s longer for it", "run dbsync near one of the servers"));
    }
}
