package io.databasesync.operator.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatusBuilder;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.NextRetry;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Annotations;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import io.databasesync.testing.operator.FoundSync;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A run that got no connection is tried again by itself: whoever corrects a Secret needs not touch the sync.
class RetryDemandTest {
    private static final Instant ENDED = Instant.parse("2026-01-12T10:00:00Z");

    private final DatabaseSync sync = sync();

    @ParameterizedTest
    @CsvSource({
        "HostNotFound, true", "ConnectionRefused, true", "TlsFailed, true", "AuthenticationFailed, true",
        "DatabaseMissing, true", "InvalidSecret, true", "ConnectionFailed, true", "TargetBusy, true",
        "InvalidSpec, false", "UnmatchedPattern, false", "SchemaDrift, false", "ConnectionLost, false",
        "IdentityChanged, false", "SameDatabase, false", "Cancelled, false"
    })
    void onlyWhatSomebodyPutsRightElsewhereIsTriedAgain(Reason reason, boolean again) {
        boolean syncs = decide(ENDED.plusSeconds(60), failed("r1", reason)) instanceof SyncDecision.StartRun start
                && start.demand().operation() == Operation.Sync; // a blocked sync looks again by a plan
        assertThat(syncs).isEqualTo(again);
    }

    @ParameterizedTest
    @CsvSource({
        "SecretMissing, true", "ImageUnavailable, true", "Unschedulable, true", "PodRefused, true",
        "PodNotStarted, true", "DeadlineExceeded, false", "OutOfMemory, false", "JobDeleted, false"
    })
    void aPodThatNeverStartedIsTriedAgain(ConditionReason reason, boolean again) {
        DatabaseSyncRun run = failed("r1", Reason.ConnectionFailed);
        run.setStatus(Objects.requireNonNull(run.getStatus()).withReason(reason.name()));
        assertThat(decide(ENDED.plusSeconds(60), run) instanceof SyncDecision.StartRun)
                .isEqualTo(again);
    }

    @Test
    void nothingIsTriedBeforeItsTimeAndTheTimeIsShown() {
        SyncDecision decision = decide(ENDED.plusSeconds(14), failed("r1", Reason.AuthenticationFailed));
        assertThat(decision).isInstanceOf(SyncDecision.Show.class);
        assertThat(decision.status().nextRetry()).isEqualTo(new NextRetry(0, ENDED.plusSeconds(15)));
        assertThat(Conditions.find(decision.status().conditions(), "Stalled").orElseThrow())
                .satisfies(stalled -> {
                    assertThat(stalled.getStatus()).isEqualTo("True");
                    assertThat(stalled.getReason()).isEqualTo("AuthenticationFailed");
                    assertThat(stalled.getMessage()).contains("tries again by itself at 2026-01-12T10:00:15Z");
                });
    }

    @Test
    void theStatusSaysHowOftenInARowItFailedAndWhenItIsTriedAgain() {
        DatabaseSyncRun before = run("r0", RunResult.Failed, Reason.HostNotFound.name(), ENDED.minusSeconds(600));
        DatabaseSyncRun success = run("r1", RunResult.Succeeded, null, ENDED.minusSeconds(500));
        DatabaseSyncRun first = failed("r2", Reason.HostNotFound, ENDED.minusSeconds(200));
        DatabaseSyncRun second = tried(1, failed("r3", Reason.HostNotFound));

        assertThat(decide(ENDED.minusSeconds(200), before, success, first)
                        .status()
                        .message())
                .isEqualTo("why; tries again at 2026-01-12T09:56:55Z");
        DatabaseSyncStatus status =
                decide(ENDED, before, success, first, second).status();
        assertThat(status.message()).isEqualTo("why; failed 2 times in a row; tries again at 2026-01-12T10:00:30Z");
        sync.setStatus(status);
        assertThat(decide(ENDED, second).status().message())
                .as("runs that are deleted count")
                .contains("failed 2 times in a row");
    }

    @Test
    void pausesGrowAndThereIsAnEnd() {
        List<Duration> pauses = new ArrayList<>();
        Instant ended = ENDED;
        DatabaseSyncRun run = failed("r0", Reason.AuthenticationFailed, ended);
        for (int i = 0; i < 20; i++) {
            NextRetry next = decide(ended, run).status().nextRetry();
            if (next == null || next.at() == null) {
                break;
            }
            pauses.add(Duration.between(ended, next.at()));
            var start = (SyncDecision.StartRun) decide(next.at(), run);
            ended = next.at().plusSeconds(30);
            run = tried(start.demand().tried(), failed(start.demand().name(), Reason.AuthenticationFailed, ended));
        }
        assertThat(pauses.stream().map(Duration::toSeconds))
                .containsExactly(15L, 30L, 60L, 120L, 240L, 480L, 960L, 1920L, 3600L, 3600L, 3600L, 3600L);
    }

    @Test
    void everyTryIsARunOfItsOwnAndTheSameWhoeverLooks() {
        var first = (SyncDecision.StartRun) decide(ENDED.plusSeconds(60), failed("r1", Reason.HostNotFound));
        var again = (SyncDecision.StartRun) decide(ENDED.plusSeconds(61), failed("r1", Reason.HostNotFound));
        var later = (SyncDecision.StartRun) decide(ENDED.plusSeconds(60), failed("r2", Reason.HostNotFound));
        assertThat(again.demand()).isEqualTo(first.demand());
        assertThat(later.demand().name()).isNotEqualTo(first.demand().name());
    }

    @Test
    void theRunsAreCountedNotWhatTheStatusSaidOfThem() {
        sync.setStatus(DatabaseSyncStatus.NONE); // older than what was written there last
        DatabaseSyncRun third = tried(2, failed("r3", Reason.HostNotFound));
        assertThat(decide(ENDED, third).status().nextRetry()).isEqualTo(new NextRetry(2, ENDED.plusSeconds(60)));
    }

    @Test
    void aRunThatIsUnderWayShowsHowOftenItWasTriedBefore() {
        DatabaseSyncRun run = tried(3, failed("r4", Reason.HostNotFound));
        run.setStatus(null);
        assertThat(decide(ENDED, run).status().nextRetry()).isEqualTo(new NextRetry(3, null));
    }

    @Test
    void aSuccessEndsTheCount() {
        assertThat(decide(ENDED.plusSeconds(60), tried(7, run("r1", RunResult.Succeeded, "Succeeded", ENDED)))
                        .status()
                        .nextRetry())
                .isNull();
    }

    @Test
    void whoAsksForARunStartsTheCountAnew() {
        DatabaseSyncRun run = tried(7, failed("r1", Reason.HostNotFound));
        sync.setSpec(Specs.spec("other.*", null, null));
        var start = (SyncDecision.StartRun) decide(ENDED.plusSeconds(1), run);
        assertThat(start.demand().tried()).isZero();
        assertThat(start.status().nextRetry()).isNull();
    }

    @Test
    void aSuspendedSyncTriesNothing() {
        sync.setSpec(Specs.spec("public.*", null, true));
        assertThat(decide(ENDED.plusSeconds(60), failed("r1", Reason.HostNotFound)))
                .isInstanceOf(SyncDecision.Show.class);
    }

    @Test
    void aTryThatIsDeletedWhileItIsUnderWayIsNotMadeAgain() {
        DatabaseSyncRun failed = failed("r1", Reason.HostNotFound);
        sync.setStatus(decide(ENDED.plusSeconds(60), failed).status());
        SyncDecision given = decide(ENDED.plusSeconds(70), failed);
        assertThat(given).isInstanceOf(SyncDecision.Show.class);
        assertThat(given.status().nextRetry()).isEqualTo(new NextRetry(1, null));
        sync.setStatus(given.status());
        assertThat(decide(ENDED.plusSeconds(80), failed)).isEqualTo(given);

        sync.setSpec(Specs.spec("public.*", "again", null));
        assertThat(decide(ENDED.plusSeconds(90), failed)).isInstanceOf(SyncDecision.StartRun.class);
    }

    @Test
    void aTryThatIsDeletedAfterItFailedIsFollowedByTheNext() {
        DatabaseSyncRun first = failed("r1", Reason.HostNotFound);
        DatabaseSyncRun second = tried(1, failed("r2", Reason.HostNotFound, ENDED.plusSeconds(90)));
        sync.setStatus(decide(ENDED.plusSeconds(90), first, second).status());
        assertThat(decide(ENDED.plusSeconds(119), first)).isInstanceOf(SyncDecision.Show.class);
        var next = (SyncDecision.StartRun) decide(ENDED.plusSeconds(120), first);
        assertThat(next.demand().tried()).isEqualTo(2);
        var same = (SyncDecision.StartRun) decide(ENDED.plusSeconds(120), second);
        assertThat(next.demand()).isEqualTo(same.demand());
    }

    private SyncDecision decide(Instant now, DatabaseSyncRun... runs) {
        return SyncDecision.decide(FoundSync.state(sync, List.of(runs), now));
    }

    private static DatabaseSyncRun failed(String name, Reason reason) {
        return failed(name, reason, ENDED);
    }

    private static DatabaseSyncRun failed(String name, Reason reason, Instant ended) {
        return run(name, RunResult.Failed, reason.name(), ended);
    }

    private static DatabaseSyncRun tried(int before, DatabaseSyncRun run) {
        run.getMetadata().getAnnotations().put(Annotations.TRIED, Integer.toString(before));
        return run;
    }

    private static DatabaseSyncRun run(String name, RunResult result, @Nullable String reason, Instant ended) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withAnnotations(Map.of(Annotations.REPINS, "0"))
                .addNewOwnerReference()
                .withUid("sync-uid")
                .endOwnerReference()
                .build());
        run.setSpec(DatabaseSyncRunSpec.of("knowledge-base", Operation.Sync).withTemplate(Specs.spec()));
        run.setStatus(DatabaseSyncRunStatusBuilder.builder()
                .phase(result.phase())
                .startedAt(ended.minusSeconds(30))
                .finishedAt(ended)
                .result(result)
                .reason(reason)
                .message("why")
                .build());
        return run;
    }

    private static DatabaseSync sync() {
        DatabaseSync sync = Specs.sync("knowledge", "knowledge-base", Specs.spec());
        sync.getMetadata().setUid("sync-uid");
        sync.getMetadata().setGeneration(1L);
        return Objects.requireNonNull(sync);
    }
}
