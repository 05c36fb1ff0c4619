package io.databasesync.cli.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome.AtOnce;
import io.databasesync.sync.SyncOutcome.Restored;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncOutcome.Verified;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import io.databasesync.testing.Failures;
import io.databasesync.testing.PlanExample;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTextTest {
    private static final TableName PAGES = new TableName("public", "pages");
    private static final TableName TAGS = new TableName("public", "tags");
    private static final List<VerifiedTable> TABLES =
            List.of(new VerifiedTable(PAGES, 1200), new VerifiedTable(TAGS, 4));

    @Test
    void aSyncSaysWhatItCopiedWhatItComparedAndWhereTheOldTablesAre() {
        assertThat(OutcomeText.synced(
                        synced(ChosenMode.Swap, List.of("dbsync_prev_1"), "Checksum: 2 tables", List.of())))
                .contains("2 tables with 1,204 rows", "and so are the checksums")
                .contains("kept in the target: dbsync_prev_1")
                .endsWith("Warning: slow");
    }

    @Test
    void countsAreNoChecksums() {
        assertThat(OutcomeText.synced(synced(ChosenMode.Swap, List.of(), "Counts: 2 tables", List.of())))
                .doesNotContain("checksum")
                .contains("No replaced tables are kept.");
    }

    @Test
    void aRunInPlaceSaysThatItCannotBeRolledBack() {
        assertThat(OutcomeText.synced(synced(ChosenMode.InPlace, List.of(), "Counts: 2 tables", List.of())))
                .contains("cannot be rolled back");
    }

    @Test
    void tablesOfAnEarlierAttemptAreToldApart() {
        assertThat(OutcomeText.synced(synced(ChosenMode.Swap, List.of(), "Counts: 2 tables", List.of(PAGES))))
                .contains("source's: 1 table; copied: 1 table.");
    }

    @Test
    void aComparisonListsEveryTable() {
        assertThat(OutcomeText.verified(new Verified(TABLES, Duration.ofSeconds(2), List.of())))
                .contains("equal  public.pages  1,200 rows", "equal  public.tags  4 rows");
    }

    @Test
    void aRollbackNamesTheRunThatIsUndone() {
        assertThat(OutcomeText.restored(new Restored("nightly-7", TABLES, Duration.ofSeconds(2), List.of(), List.of())))
                .startsWith("Rolled back run nightly-7: 2 tables with 1,204 rows are back in place")
                .endsWith("The tables of that run are not kept.");
    }

    @Test
    void aFailureNamesReasonPhaseAndSqlState() {
        var failure = Failures.failure(Reason.CopyFailed, "no room").withSqlState("53100");
        assertThat(OutcomeText.rolledBack(Phase.Copying, failure))
                .startsWith("dbsync: CopyFailed while Copying: no room (SQLSTATE 53100)")
                .endsWith("The target is as it was before.");
    }

    @Test
    void aSqlStateIsToldOnce() {
        var failure =
                Failures.failure(Reason.CopyFailed, "no room (SQLSTATE 53100)").withSqlState("53100");
        assertThat(OutcomeText.failure(failure)).containsOnlyOnce("53100");
    }

    @Test
    void aCancellationIsNoFailure() {
        assertThat(OutcomeText.rolledBack(Phase.Copying, Failures.failure(Reason.Cancelled, "any")))
                .isEqualTo("dbsync: cancelled while Copying. The target is as it was before.");
    }

    @Test
    void aCleanupThatFailedIsToldBesideTheFailure() {
        assertThat(OutcomeText.stuck(
                        Phase.Copying,
                        Failures.failure(Reason.CopyFailed, "no room"),
                        Failures.failure(Reason.ConnectionLost, "gone")))
                .contains("no room", "cleaning up failed: gone");
    }

    @Test
    void namesTheTablesThatWereFilledAndWhatItDidAtTheSameTime() {
        Synced outcome = new Synced(
                ChosenMode.Swap,
                TABLES,
                5,
                Duration.ofSeconds(3),
                List.of(),
                "Counts: 1 table",
                List.of(),
                List.of(),
                Comparison.Counts,
                List.of(new TableName("public", "t")),
                new AtOnce(3, 2));
        assertThat(OutcomeText.synced(outcome))
                .contains(
                        "Filled from the stage, because they cannot be swapped: table public.t.",
                        "Copied with 3 connections on each side, and built up to 2 indexes at the same time.");
    }

    @Test
    void aPlanThatIsBlockedSaysForHowManyReasons() {
        Blocker drift = Failures.blocker(Reason.SchemaDrift, "drift");
        Blocker few = Failures.blocker(Reason.ShrinkLimit, "few");
        assertThat(OutcomeText.blocked(new PlanExample().blockers(drift, few).plan(), drift))
                .isEqualTo("dbsync: SchemaDrift: a sync would be refused, and for 1 more reason. Nothing was written.");
    }

    private static Synced synced(ChosenMode mode, List<String> previous, String verification, List<TableName> kept) {
        return new Synced(
                mode,
                TABLES,
                5_000_000,
                Duration.ofSeconds(3),
                previous,
                verification,
                List.of("slow"),
                kept,
                Comparison.valueOf(verification.substring(0, verification.indexOf(':'))));
    }
}
