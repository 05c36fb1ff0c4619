package io.databasesync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRunStatus.AtOnce;
import io.databasesync.api.RunResult;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Interrupted;
import io.databasesync.sync.SyncOutcome.Planned;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Stuck;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncOutcome.Verified;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import io.databasesync.testing.Failures;
import io.databasesync.testing.PlanExample;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminationMessagesTest {
    private static final List<VerifiedTable> TABLES = List.of(new VerifiedTable(new TableName("public", "t"), 7));

    @Test
    void aSyncThatSucceededTellsWhatItDid() {
        TerminationMessages words = TerminationMessages.of(new Synced(
                ChosenMode.Swap,
                TABLES,
                900,
                Duration.ofSeconds(3),
                List.of("dbsync_prev_1"),
                "Counts: 1 table",
                List.of("slow"),
                List.of(),
                Comparison.Counts,
                List.of(),
                new SyncOutcome.AtOnce(3, 2)));

        assertThat(words.exitCode()).isZero();
        assertThat(words.message().result()).isEqualTo(RunResult.Succeeded);
        assertThat(words.message().rows()).isEqualTo(7);
        assertThat(words.message().atOnce()).isEqualTo(new AtOnce(3, 2));
        assertThat(words.message().message())
                .contains("1 table with 7 rows", "dbsync_prev_1")
                .endsWith("warnings: slow");
    }

    @Test
    void aComparisonReplacedNoRows() {
        TerminationMessages words = TerminationMessages.of(new Verified(TABLES, Duration.ofSeconds(3), List.of()));

        assertThat(words.exitCode()).isZero();
        assertThat(words.message().rows()).isNull();
        assertThat(words.message().message()).contains("nothing was written");
    }

    @Test
    void anUnknownHostIsNoReasonForThreePods() {
        SyncException unknown = Failures.failure(Reason.HostNotFound, "no such host");
        assertThat(TerminationMessages.of(new RolledBack(Phase.Validating, unknown))
                        .exitCode())
                .isEqualTo(Reason.HostNotFound.exitCode());
        assertThat(TerminationMessages.of(new RolledBack(Phase.Copying, unknown))
                        .exitCode())
                .as("it was known before")
                .isEqualTo(Worker.TRY_AGAIN);
    }

    @Test
    void aFailureThatMayPassIsTriedAgain() {
        TerminationMessages words =
                TerminationMessages.of(new RolledBack(Phase.Copying, failure(Reason.ConnectionLost)));

        assertThat(words.exitCode()).isEqualTo(Worker.TRY_AGAIN);
        assertThat(words.message().result()).isEqualTo(RunResult.Failed);
        assertThat(words.message().reason()).isEqualTo(Reason.ConnectionLost);
        assertThat(words.message().phase()).isEqualTo(Phase.Copying);
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        TerminationMessages words =
                TerminationMessages.of(new RolledBack(Phase.Validating, failure(Reason.SchemaDrift)));

        assertThat(words.exitCode()).isEqualTo(Reason.SchemaDrift.exitCode()).isNotEqualTo(Worker.TRY_AGAIN);
    }

    @Test
    void aCancelledRunIsCancelled() {
        assertThat(TerminationMessages.of(new RolledBack(Phase.Copying, failure(Reason.Cancelled)))
                        .message()
                        .result())
                .isEqualTo(RunResult.Cancelled);
    }

    @Test
    void aPodThatHadToGoLeavesTheRunToAnotherOne() {
        TerminationMessages words = TerminationMessages.of(new Interrupted(Phase.Copying, failure(Reason.Cancelled)));

        assertThat(words.exitCode()).isEqualTo(Worker.TRY_AGAIN);
        assertThat(words.message().result()).isEqualTo(RunResult.Failed);
        assertThat(words.message().reason()).isNull();
    }

    @Test
    void whatWasLeftBehindIsTold() {
        assertThat(TerminationMessages.of(new Stuck(
                                Phase.Publishing,
                                failure(Reason.PublishFailed),
                                Failures.failure(Reason.ConnectionLost, "the cleanup's")))
                        .message()
                        .message())
                .contains("the failure's", "the cleanup's");
    }

    @Test
    void aPlanWithBlockersHasFailedForTheFirstOfThem() {
        TerminationMessages words = TerminationMessages.of(new Planned(new PlanExample()
                .blockers(Failures.blocker(Reason.SchemaDrift, "drift"), Failures.blocker(Reason.ShrinkLimit, "few"))
                .plan()));

        assertThat(words.message().result()).isEqualTo(RunResult.Failed);
        assertThat(words.message().reason()).isEqualTo(Reason.SchemaDrift);
        assertThat(words.message().message()).isEqualTo("drift; and 1 more");
    }

    @Test
    void aPlanCopiedNothing() {
        TerminationMessages words = TerminationMessages.of(new Planned(new PlanExample().plan()));

        assertThat(words.message().message()).contains("would replace 2 tables");
        assertThat(words.message().rows()).isNull();
        assertThat(words.message().bytes()).isNull();
    }

    @Test
    void aPlanInPlaceSaysWhy() {
        assertThat(TerminationMessages.of(new Planned(
                                new PlanExample().inPlace("t is a partition").plan()))
                        .message()
                        .message())
                .contains("2 tables", "in place because t is a partition");
    }

    private static SyncException failure(Reason reason) {
        return Failures.failure(reason, "the failure's");
    }
}
