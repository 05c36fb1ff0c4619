package io.databasesync.operator.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.Schedule;
import io.databasesync.testing.operator.Specs;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The condition `Fresh`: whether the last success is older than `spec.maxAge`.
class FreshnessTest {
    private static final Schedule NIGHTLY = Schedule.of("30 2 * * *");

    @Test
    void theLastSuccessBecomesTooOld() {
        ClockedSync clock = new ClockedSync(
                Specs.spec().withSchedule(NIGHTLY.withRunOnCreate(true)).withMaxAge("26h"));
        assertThat(fresh(clock.look("2026-01-12T10:00:00Z")))
                .as("nobody knows yet")
                .isEmpty();
        clock.end("2026-01-12T10:01:00Z");
        assertThat(fresh(clock.look("2026-01-12T10:01:01Z"))).isEqualTo(List.of("True WithinMaxAge"));
        clock.edit(spec -> spec.withSuspend(true));
        assertThat(fresh(clock.look("2026-01-13T12:01:00Z"))).isEqualTo(List.of("True WithinMaxAge"));
        assertThat(fresh(clock.look("2026-01-13T12:01:01Z"))).isEqualTo(List.of("False MaxAgeExceeded"));
        clock.edit(spec -> spec.withSuspend(null));
        clock.look("2026-01-13T12:02:00Z");
        clock.look("2026-01-14T02:30:00Z");
        clock.end("2026-01-14T02:31:00Z");
        assertThat(fresh(clock.look("2026-01-14T02:31:01Z"))).isEqualTo(List.of("True WithinMaxAge"));
    }

    @Test
    void aSyncThatNeverSucceedsBecomesTooOldToo() {
        ClockedSync clock = new ClockedSync(Specs.spec().withSchedule(NIGHTLY).withMaxAge("26h"));
        clock.look("2026-01-12T10:00:00Z");
        assertThat(fresh(clock.look("2026-01-13T12:00:01Z"))).isEqualTo(List.of("False MaxAgeExceeded"));
    }

    @Test
    void aWrongMaxAgeNamesItsField() {
        ClockedSync clock = new ClockedSync(Specs.spec().withSchedule(NIGHTLY).withMaxAge("26"));
        assertThat(clock.look("2026-01-12T10:00:00Z").message()).startsWith("spec.maxAge: 26");
    }

    private static List<String> fresh(DatabaseSyncStatus status) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals("Fresh"))
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .toList();
    }
}
