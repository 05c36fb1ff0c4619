package io.databasesync.operator.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.Schedule;
import io.databasesync.api.Schedule.Overlap;
import io.databasesync.sync.Operation;
import io.databasesync.testing.operator.FoundSync;
import io.databasesync.testing.operator.Specs;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// When it is time for a run while another one is under way.
class ScheduleOverlapTest {
    private static final Schedule MINUTELY = Schedule.of("* * * * *");

    @Test
    void skipLeavesTheRunOutAndSaysWhichOneWasUnderWay() {
        ClockedSync clock = underWay(Overlap.Skip);
        DatabaseSyncStatus status = clock.look("2026-01-12T10:02:00Z");
        assertThat(clock.runs()).hasSize(1);
        assertThat(ClockedSync.skipped(status).reason()).isEqualTo("RunUnderWay");
        assertThat(ClockedSync.skipped(status).message())
                .contains("2026-01-12T10:02:00Z")
                .contains(clock.runs().getFirst().getMetadata().getName());
        assertThat(status.nextScheduleTime()).isEqualTo("2026-01-12T10:03:00Z");
        clock.end("2026-01-12T10:02:30Z");
        clock.look("2026-01-12T10:02:31Z");
        assertThat(clock.runs()).as("left out for good").hasSize(1);
    }

    @Test
    void queueLetsOneRunWait() {
        ClockedSync clock = underWay(Overlap.Queue);
        DatabaseSyncStatus queued = clock.look("2026-01-12T10:02:00Z");
        assertThat(clock.runs()).hasSize(2);
        assertThat(queued.lastScheduleTime()).isEqualTo("2026-01-12T10:02:00Z");
        DatabaseSyncStatus third = clock.look("2026-01-12T10:03:00Z");
        assertThat(clock.runs()).hasSize(2);
        assertThat(ClockedSync.skipped(third).reason()).isEqualTo("RunQueued");
        assertThat(clock.runs()).noneMatch(run -> run.getSpec().cancelled());
    }

    @Test
    void replaceCancelsTheRunUnderWayOnce() {
        ClockedSync clock = underWay(Overlap.Replace);
        clock.look("2026-01-12T10:02:00Z");
        assertThat(clock.runs()).hasSize(2);
        assertThat(clock.runs().getFirst().getSpec().cancelled()).isTrue();
        clock.look("2026-01-12T10:03:00Z");
        assertThat(clock.runs())
                .as("the second still waits for the first to stop")
                .hasSize(2);
        assertThat(clock.runs().getLast().getSpec().cancelled()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"Rollback", "Verify"})
    void replaceLetsOtherOperationsEnd(Operation operation) {
        ClockedSync clock = new ClockedSync(MINUTELY.withOverlap(Overlap.Replace));
        clock.look("2026-01-12T10:00:01Z");
        clock.add("by-hand", operation, Instant.parse("2026-01-12T10:00:30Z"));
        clock.begin();
        clock.look("2026-01-12T10:01:00Z");
        assertThat(clock.runs()).hasSize(2).noneMatch(run -> run.getSpec().cancelled());
    }

    @Test
    void aPlanIsNoOverlap() {
        ClockedSync clock = new ClockedSync(MINUTELY);
        clock.look("2026-01-12T10:00:01Z");
        clock.add("by-hand", Operation.Plan, Instant.parse("2026-01-12T10:00:30Z"));
        clock.begin();
        clock.look("2026-01-12T10:01:00Z");
        assertThat(clock.reasons()).containsExactly("scheduled for 2026-01-12T10:01:00Z");
    }

    @Test
    void aRunThatIsHeldToOtherDatabasesIsLeftOut() {
        ClockedSync clock = new ClockedSync(MINUTELY);
        clock.look("2026-01-12T10:00:01Z");
        clock.runs().add(FoundSync.changed("changed", Specs.spec()));
        DatabaseSyncStatus status = clock.look("2026-01-12T10:01:00Z");
        assertThat(clock.reasons())
                .as("a plan looks again, no sync runs")
                .containsExactly("do local and remote lead to the pinned databases again?");
        assertThat(ClockedSync.skipped(status).reason()).isEqualTo("IdentityChanged");
        assertThat(status.phase()).isEqualTo("Blocked");
    }

    /// A run of every minute that takes longer.
    private static ClockedSync underWay(Overlap overlap) {
        ClockedSync clock = new ClockedSync(MINUTELY.withOverlap(overlap));
        clock.look("2026-01-12T10:00:01Z");
        clock.look("2026-01-12T10:01:00Z");
        clock.begin();
        assertThat(clock.runs()).hasSize(1);
        return clock;
    }
}
