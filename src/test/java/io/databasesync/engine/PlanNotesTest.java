package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TargetWrites;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Without servers.
class PlanNotesTest {
    private static final Duration NEAR = Duration.ofMillis(1);
    private static final Duration FAR = Duration.ofMillis(41);

    @Test
    void aPlanOfNearServersSaysNothingOfTheWay() {
        assertThat(new PlanNotes().distance(NEAR, Duration.ofMillis(2), 2000).list())
                .isEmpty();
    }

    @Test
    void aPlanSaysHowFarTheServersAre() {
        assertThat(new PlanNotes().distance(NEAR, FAR, 19).list())
                .containsExactly("a round trip takes about 1 ms to the source and 41 ms to the target");
    }

    @Test
    void aPlanWarnsOfALongWayForManyTables() {
        assertThat(new PlanNotes().distance(NEAR, FAR, 2000).list())
                .singleElement()
                .satisfies(note -> assertThat(note)
                        .contains("2000 tables take about 28 s longer for it", "run dbsync near one of the servers"));
    }

    @Test
    void aPlanSaysThatItDoesNotKnowTheFreeSpace() {
        assertThat(new PlanNotes().safety(Safety.DEFAULT).list())
                .singleElement()
                .satisfies(note -> assertThat(note).contains("safety.targetFreeBytes"));
        assertThat(new PlanNotes()
                        .safety(Safety.DEFAULT.withTargetFreeBytes(1L))
                        .list())
                .isEmpty();
    }

    @Test
    void aPlanSaysWhatBecomesOfTheRowsOfConnectedApplications() {
        for (TargetWrites writes : TargetWrites.values()) {
            assertThat(new PlanNotes()
                            .applications(Optional.of("app (2)"), writes)
                            .list())
                    .singleElement()
                    .satisfies(note -> assertThat(note)
                            .startsWith("connected to the target now: app (2); ")
                            .contains(
                                    switch (writes) {
                                        case Warn -> "is not in the new content";
                                        case Refuse -> "it ends before it publishes";
                                        case Block -> "they wait until it has published";
                                    }));
        }
    }

    @Test
    void aPlanSaysNothingOfApplicationsIfNoneIsConnected() {
        assertThat(new PlanNotes()
                        .applications(Optional.empty(), TargetWrites.Warn)
                        .list())
                .isEmpty();
    }
}
