package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.Endpoint;
import io.databasesync.api.RunResult;
import io.databasesync.api.WorkerSpec;
import io.databasesync.operator.job.Pods;
import io.databasesync.operator.status.Conditions;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pods that do not start: what is shown, and that the mend heals.
class OperatorStartTest {
    private OperatorInJvm cluster = new OperatorInJvm();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aMissingSecretIsNamedAndHasItsOwnReason() {
        removeRemoteSecret();
        cluster.create(Specs.spec());
        kubelet("MountVolume.SetUp failed for volume \"remote\" : secret \"kb-remote\" not found");

        DatabaseSyncStatus waiting = awaitReason("SecretMissing");
        assertThat(waiting.message())
                .isEqualTo("Secret kb-remote (uri) does not exist, but spec.remote names it; create it");
        assertThat(condition(waiting, "Reconciling").getStatus()).isEqualTo("True");

        makeRemoteSecret();
        cluster.worker().succeeds();
        assertThat(cluster.awaitPhase("Succeeded").conditions())
                .extracting(c -> c.getType() + "=" + c.getStatus())
                .contains("Ready=True", "Reconciling=False", "Stalled=False");
        assertThat(cluster.runs()).hasSize(1);
    }

    @Test
    void aMissingKeyIsNamed() {
        removeRemoteSecret();
        cluster.create(Specs.spec());
        kubelet("MountVolume.SetUp failed for volume \"local\" : references non-existent secret key: pass");

        assertThat(awaitReason("SecretMissing").message())
                .isEqualTo("Secret kb-local has no key pass, but spec.local needs it; add the key, or name another"
                        + " one there");
    }

    @Test
    void whatDoesNotStartForLongIsStalledAndGreenAgainByItself() {
        cluster.close();
        cluster = new OperatorInJvm(Duration.ofSeconds(1));
        removeRemoteSecret();
        cluster.create(Specs.spec());

        DatabaseSyncStatus stalled = cluster.awaitSync(
                status -> condition(status, "Stalled").getStatus().equals("True")
                        && condition(status, "Stalled").getMessage().contains("Secret kb-remote (uri)"));
        assertThat(condition(stalled, "Stalled").getReason()).isEqualTo("PodNotStarted");
        assertThat(condition(stalled, "Reconciling").getStatus()).isEqualTo("False");
        assertThat(stalled.activeRun()).as("it still waits").isNotNull();

        makeRemoteSecret();
        cluster.worker().succeeds();
        cluster.awaitSync(status -> "Succeeded".equals(status.phase())
                && condition(status, "Stalled").getStatus().equals("False"));
    }

    @Test
    void aRunThatNeverStartedIsReplacedWhenTheSpecIsMended() {
        cluster.create(Specs.spec().withRemote(remote("kb-nosuch")));
        String first =
                Objects.requireNonNull(awaitPod().getMetadata().getLabels().get("databasesync.io/run"));

        cluster.edit(Specs.with(Specs.spec()));
        cluster.worker().succeeds();

        cluster.awaitPhase("Succeeded");
        assertThat(Objects.requireNonNull(cluster.run(first).get().getStatus())).satisfies(status -> {
            assertThat(status.result()).isEqualTo(RunResult.Cancelled);
            assertThat(status.reason()).isEqualTo("Superseded");
        });
        assertThat(cluster.worker().pods()).isEqualTo(1);
        assertThat(cluster.runs()).hasSize(2);
    }

    @Test
    void aChangeOfTheWorkerReplacesARunThatNeverStarted() {
        removeRemoteSecret();
        cluster.create(Specs.spec());
        awaitPod();

        cluster.edit(Specs.with(Specs.spec().withWorker(worker("mended:1"))));
        await().atMost(OperatorInJvm.PATIENCE).until(() -> images().equals(List.of("mended:1")));
        makeRemoteSecret();
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
    }

    @Test
    void anOperatorOfAnotherImageReplacesARunThatNeverStarted() {
        removeRemoteSecret();
        cluster.create(Specs.spec());
        awaitPod();

        cluster.upgradeOperator("dbsync:mended");
        await().atMost(OperatorInJvm.PATIENCE).until(() -> images().equals(List.of("dbsync:mended")));
        assertThat(cluster.runs()).hasSize(2);
    }

    @Test
    void aRunThatWorksIsNotReplaced() {
        cluster.createAndCopy();
        cluster.edit(Specs.with(Specs.spec().withWorker(worker("other:1"))));
        cluster.restartOperator();
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
        assertThat(cluster.runs()).extracting(DatabaseSyncRun::getSpec).hasSize(1);
    }

    private void removeRemoteSecret() {
        cluster.client()
                .secrets()
                .inNamespace(OperatorInJvm.NAMESPACE)
                .withName("kb-remote")
                .delete();
    }

    private void makeRemoteSecret() {
        cluster.secret("kb-remote", Map.of("uri", "postgresql://app@db/app"));
    }

    private static Endpoint remote(String secret) {
        return Specs.endpoint(secret);
    }

    private static WorkerSpec worker(String image) {
        return WorkerSpec.DEFAULT.withImage(image);
    }

    private List<String> images() {
        return cluster.client().pods().inNamespace(OperatorInJvm.NAMESPACE).list().getItems().stream()
                .map(pod -> pod.getSpec().getContainers().getFirst().getImage())
                .toList();
    }

    private Pod awaitPod() {
        return await().atMost(OperatorInJvm.PATIENCE)
                .until(
                        () -> cluster.client()
                                .pods()
                                .inNamespace(OperatorInJvm.NAMESPACE)
                                .list()
                                .getItems(),
                        pods -> pods.size() == 1
                                && Pods.waiting(pods.getFirst()).isPresent())
                .getFirst();
    }

    /// An event about the only pod.
    private void kubelet(String message) {
        Pod pod = awaitPod();
        cluster.client()
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withNamespace(OperatorInJvm.NAMESPACE)
                        .withName("mount")
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withKind("Pod")
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .endInvolvedObject()
                        .withType("Warning")
                        .withReason("FailedMount")
                        .withMessage(message)
                        .withLastTimestamp(Instant.now().toString())
                        .build())
                .create();
    }

    private DatabaseSyncStatus awaitReason(String reason) {
        return cluster.awaitSync(
                status -> condition(status, "Ready").getReason().equals(reason));
    }

    private static Condition condition(DatabaseSyncStatus status, String type) {
        return Conditions.find(status.conditions(), type).orElseThrow();
    }
}
