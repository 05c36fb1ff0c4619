package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Labels;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Operation;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of runs: those of users, those whose Job, pod or operator goes away, those that are cancelled.
class OperatorRunsTest {
    private final OperatorInJvm cluster = new OperatorInJvm();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void operatorThatRestartsDuringARunNeitherRepeatsNorForgetsIt() {
        cluster.createAndCopy();

        cluster.stopOperator();
        cluster.worker().succeeds();
        await().atMost(OperatorInJvm.PATIENCE)
                .until(() ->
                        cluster
                                .client()
                                .batch()
                                .v1()
                                .jobs()
                                .inNamespace(OperatorInJvm.NAMESPACE)
                                .list()
                                .getItems()
                                .stream()
                                .anyMatch(job -> Objects.equals(job.getStatus().getSucceeded(), 1)));
        cluster.startOperator();

        cluster.awaitPhase("Succeeded");
        assertThat(cluster.worker().pods()).isEqualTo(1);
    }

    @Test
    void finishedRunStaysFinishedWhenItsJobIsDeleted() {
        cluster.create(Specs.spec());
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");

        cluster.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(OperatorInJvm.NAMESPACE)
                .delete();

        cluster.restartOperator();
        assertThat(cluster.onlyRunStatus().result()).isEqualTo(RunResult.Succeeded);
        assertThat(cluster.worker().pods()).isEqualTo(1);
    }

    @Test
    void jobDeletedDuringARunFailsTheRunAndSaysSo() {
        cluster.createAndCopy();

        cluster.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(OperatorInJvm.NAMESPACE)
                .delete();

        DatabaseSyncStatus failed = cluster.awaitPhase("Failed");
        assertThat(condition(failed.conditions(), "Ready").getReason()).isEqualTo("JobDeleted");
        assertThat(cluster.worker().pods()).isEqualTo(1);
    }

    @Test
    void cancelledRunStopsItsPodFirst() {
        cluster.createAndCopy();

        cluster.cancel();

        DatabaseSyncStatus cancelled = cluster.awaitPhase("Cancelled");
        assertThat(condition(cancelled.conditions(), "Ready").getReason()).isEqualTo("Cancelled");
        assertThat(cluster.client()
                        .pods()
                        .inNamespace(OperatorInJvm.NAMESPACE)
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(cluster.worker().pods()).isEqualTo(1);
    }

    /// The Job was created a moment ago: neither the cache of Jobs nor the run's status tells of it.
    @Test
    void aCancelledRunStopsAlsoAJobThatNoCacheShowsYet() {
        cluster.createAndCopy();
        cluster.stopOperator();
        String run = cluster.onlyRun().getMetadata().getName();
        hide(jobs().withName(run));
        cluster.client().pods().inNamespace(OperatorInJvm.NAMESPACE).resources().forEach(OperatorRunsTest::hide);
        cluster.forgetJob();
        cluster.cancel();

        cluster.startOperator();
        assertThat(cluster.awaitEnd().result()).isEqualTo(RunResult.Cancelled);
        assertThat(jobs().withName(run).get()).isNull();
    }

    private NonNamespaceOperation<Job, JobList, ScalableResource<Job>> jobs() {
        return cluster.client().batch().v1().jobs().inNamespace(OperatorInJvm.NAMESPACE);
    }

    /// Keeps something out of the operator's caches.
    private static <T extends HasMetadata> void hide(Resource<T> resource) {
        resource.edit(found -> {
            found.getMetadata().getLabels().remove(Labels.MANAGED_BY);
            return found;
        });
    }

    @Test
    void runOfAUserGetsTheSyncsSpecAndGoesAfterTheOneUnderWay() {
        cluster.createAndCopy();

        cluster.createRun(
                "nightly",
                DatabaseSyncRunSpec.of(OperatorInJvm.SYNC, Operation.Sync).withReason("CronJob"));
        cluster.awaitTurn("nightly");
        assertThat(Objects.requireNonNull(cluster.run("nightly").get().getSpec().template())
                        .local())
                .isEqualTo(Specs.local());

        cluster.worker().succeeds();
        cluster.worker().succeeds();
        cluster.awaitRun("nightly", DatabaseSyncRunStatus::settled);
        assertThat(cluster.worker().pods()).isEqualTo(2);
    }

    @Test
    void rollbackOfAUserGoesAfterTheSyncUnderWayAndNoSyncFollowsIt() {
        cluster.createAndCopy();
        cluster.createRun("undo", Operation.Rollback);
        cluster.awaitTurn("undo");

        cluster.worker().succeeds();
        cluster.worker().succeeds();
        cluster.awaitRun("undo", DatabaseSyncRunStatus::settled);
        DatabaseSyncStatus status = cluster.awaitSync(
                s -> "RolledBack".equals(condition(s.conditions(), "Ready").getReason()));
        assertThat(Objects.requireNonNull(status.lastRun()).name()).isEqualTo("undo");
        assertThat(condition(status.conditions(), "Stalled").getStatus())
                .as("settled: a person decides")
                .isEqualTo("True");
        cluster.restartOperator(); // looks at everything anew
        assertThat(cluster.runs()).hasSize(2);
        assertThat(cluster.worker().pods()).isEqualTo(2);
    }

    @Test
    void aSettledRunLosesItsRightsAndStaysSettledWhenItIsRestoredWithoutItsStatus() {
        cluster.createAndCopy();
        var accounts = cluster.client().serviceAccounts().inNamespace(OperatorInJvm.NAMESPACE);
        var roles = cluster.client().rbac().roles().inNamespace(OperatorInJvm.NAMESPACE);
        var bindings = cluster.client().rbac().roleBindings().inNamespace(OperatorInJvm.NAMESPACE);
        assertThat(accounts.list().getItems()).hasSize(1);
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
        assertThat(accounts.list().getItems()).isEmpty();
        assertThat(roles.list().getItems()).isEmpty();
        assertThat(bindings.list().getItems()).isEmpty();

        cluster.stopOperator();
        String run = cluster.onlyRun().getMetadata().getName();
        cluster.run(run).editStatus(found -> {
            found.setStatus(null);
            return found;
        });
        cluster.sync().editStatus(found -> {
            found.setStatus(null);
            return found;
        });
        cluster.startOperator();

        cluster.awaitPhase("Succeeded");
        assertThat(Objects.requireNonNull(cluster.run(run).get().getStatus()).message())
                .contains("restored without its status");
        assertThat(cluster.worker().pods()).isEqualTo(1);
    }

    @Test
    void deletedRunIsSaidAndTheNextEditStartsAnother() {
        cluster.createAndCopy();
        cluster.run(cluster.onlyRun().getMetadata().getName()).delete();

        DatabaseSyncStatus deleted = cluster.awaitSync(
                s -> "RunDeleted".equals(condition(s.conditions(), "Ready").getReason()));
        assertThat(deleted.message()).contains("was deleted before it had ended");
        assertThat(condition(deleted.conditions(), "Stalled").getStatus()).isEqualTo("True");
        cluster.restartOperator(); // looks at everything anew
        assertThat(cluster.runs()).isEmpty();

        cluster.edit(Specs.with(Specs.spec().withDeadline("1h")));
        cluster.worker().succeeds();
        assertThat(cluster.awaitPhase("Succeeded").deletedRun()).isNull();
    }

    @Test
    void runThatInventsASyncIsRefused() {
        cluster.create(Specs.spec("public.*", null, true));
        cluster.createRun(
                "invented",
                DatabaseSyncRunSpec.of(OperatorInJvm.SYNC, Operation.Sync)
                        .withTemplate(Specs.spec("secret.*", null, null)));
        cluster.createRun("lost", DatabaseSyncRunSpec.of("nowhere", Operation.Sync));

        DatabaseSyncRunStatus refused = cluster.awaitRun("invented", DatabaseSyncRunStatus::settled);
        assertThat(refused.result()).isEqualTo(RunResult.Failed);
        assertThat(refused.reason()).isEqualTo("InvalidSpec");
        assertThat(refused.message()).contains("spec.template differs");
        assertThat(cluster.awaitRun("lost", DatabaseSyncRunStatus::settled).message())
                .contains("no DatabaseSync nowhere");
        assertThat(cluster.worker().pods()).isZero();
        cluster.awaitPhase("Suspended"); // somebody else's bad run does not touch it
    }

    private static Condition condition(List<Condition> conditions, String type) {
        return Conditions.find(conditions, type).orElseThrow();
    }
}
