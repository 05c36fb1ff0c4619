package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.RunResult;
import io.databasesync.operator.status.Transition;
import io.databasesync.operator.status.Transition.Stage;
import io.databasesync.sync.Phase;
import io.databasesync.testing.operator.Specs;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the operator writes, and tells, while a pod reports its progress.
class OperatorProgressTest {
    private static final int TICKS = 20;

    private final OperatorInJvm cluster = new OperatorInJvm();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aRunsStatusIsNotWrittenForProgressWithinAPhaseAndTheSyncShowsItAllTheSame() {
        cluster.createAndCopy();
        cluster.awaitOnlyRun(status -> status.phase() == Phase.Copying && status.message() == null);
        long before = cluster.runStatusWrites();

        for (int percent = 21; percent <= 20 + TICKS; percent++) {
            int now = percent;
            cluster.worker().tells(Phase.Copying, percent, "Copying " + percent);
            cluster.awaitSync(
                    status -> Objects.equals(status.percent(), now) && ("Copying " + now).equals(status.message()));
        }
        assertThat(cluster.runStatusWrites() - before).isZero();

        cluster.worker().tells(Phase.Indexing, 70, "Indexing");
        DatabaseSyncRunStatus indexing = cluster.awaitOnlyRun(status -> status.phase() == Phase.Indexing);
        assertThat(indexing.message()).as("the pod says it").isNull();
        assertThat(cluster.runStatusWrites() - before).isEqualTo(1);
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
    }

    @Test
    void whatDidNotChangeIsNotWrittenAgainByAnOperatorThatLooksAgain() {
        cluster.create(Specs.spec());
        cluster.worker().tells(Phase.Validating, 1, "Comparing");
        cluster.worker().tells(Phase.Copying, 20, "Copying");
        cluster.awaitPhase("Copying");
        cluster.awaitOnlyRun(status -> status.phase() == Phase.Copying); // the operator that stops writes no more
        cluster.restartOperator();
        cluster.worker().tells(Phase.Copying, 47, "Copying");
        cluster.awaitSync(status -> Objects.equals(status.percent(), 47));
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
        cluster.restartOperator();
        cluster.edit(Specs.with(Specs.spec("public.*", null, true)));
        cluster.awaitSync(status -> Objects.equals(status.observedGeneration(), 2L));
        assertThat(cluster.idleStatusWrites()).isEmpty();
    }

    @Test
    void everyTransitionIsToldOnceAlsoWhenTheOperatorStartsAnew() {
        cluster.createAndCopy();
        cluster.awaitOnlyRun(status -> status.phase() == Phase.Copying);
        cluster.restartOperator();
        cluster.worker().tells(Phase.Copying, 47, "Copying");
        cluster.awaitSync(status -> Objects.equals(status.percent(), 47));
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
        cluster.restartOperator(); // looks at everything anew

        assertThat(phases(cluster.transitions(DatabaseSyncRun.class)))
                .containsExactly("Pending", "Copying", "Succeeded");
        assertThat(phases(cluster.transitions(DatabaseSync.class))).containsExactly("Pending", "Copying", "Succeeded");
    }

    @Test
    void aTransitionOfARunHasItsReasonAndResult() {
        cluster.create(Specs.spec());
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
        await().atMost(OperatorInJvm.PATIENCE)
                .untilAsserted(() -> assertThat(cluster.transitions(DatabaseSyncRun.class)
                                .getLast()
                                .after())
                        .isEqualTo(new Stage("Succeeded", "Succeeded", RunResult.Succeeded)));
    }

    /// The pod may be killed with an estimate in its last report.
    @Test
    void aSettledRunShowsNoEstimateNoRateAndItsPlanOnce() {
        PlanStatus plan = Specs.plan();
        cluster.create(Specs.spec());
        cluster.worker().tells(Phase.Copying, plan);
        cluster.awaitOnlyRun(status -> status.plan() != null);
        cluster.worker().tells(Phase.Copying, 47, "Copying");
        cluster.awaitSync(status -> "41 MB/s".equals(status.rate()) && "2m0s".equals(status.remaining()));
        cluster.worker().tells(Phase.Copying, plan);
        cluster.worker().succeeds(plan);

        DatabaseSyncRunStatus status = cluster.awaitOnlyRun(run -> run.settled()
                && Objects.requireNonNull(run.progress()).plan() == null
                && run.progress().eta() == null);
        assertThat(status.plan()).isEqualTo(plan);
        ProgressStatus.Bytes bytes = Objects.requireNonNull(status.progress()).bytes();
        assertThat(bytes == null ? null : bytes.rate()).isNull();
        assertThat(cluster.awaitPhase("Succeeded").remaining()).isNull();
    }

    @Test
    void whatAKilledPodWasDoingIsRemoved() {
        cluster.create(Specs.spec());
        cluster.worker().tells(Phase.Copying, 47, "Copying");
        cluster.awaitPhase("Copying");
        cluster.awaitOnlyRun(
                status -> !Objects.requireNonNull(status.progress()).perTable().isEmpty());
        cluster.worker().exits(70);
        ProgressStatus progress = Objects.requireNonNull(cluster.awaitOnlyRun(status -> status.settled()
                        && Objects.requireNonNull(status.progress()).eta() == null)
                .progress());
        assertThat(progress.remaining()).isNull();
        assertThat(progress.current()).isEmpty();
        assertThat(Objects.requireNonNull(progress.bytes()).rate()).isNull();
        assertThat(progress.bytes().perSecond()).isZero();
        assertThat(progress.perTable())
                .as("how far each table came stays")
                .extracting(ProgressStatus.Table::working, ProgressStatus.Table::rows)
                .containsExactly(tuple(false, 40_000L), tuple(false, 10L));
        assertThat(progress.percent()).isEqualTo(47);
    }

    @Test
    void aRunThatEndsWhileItWaitsForItsTargetWaitsNoMore() {
        cluster.create(Specs.spec());
        cluster.worker().waitsForTarget("the target is gone");
        cluster.awaitOnlyRun(status -> status.progress() != null
                && Boolean.TRUE.equals(status.progress().reconnecting()));
        cluster.worker().exits(70);
        cluster.awaitOnlyRun(status ->
                status.settled() && Objects.requireNonNull(status.progress()).reconnecting() == null);
    }

    private static List<String> phases(List<Transition> transitions) {
        return transitions.stream()
                .map(transition -> Objects.requireNonNull(transition.after().phase()))
                .toList();
    }
}
