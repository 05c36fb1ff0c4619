package io.databasesync.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.ConditionReason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodTroubleTest {
    @Test
    void aPodThatRunsHasNone() {
        assertThat(PodTrouble.of(List.of(pod("Running").build()))).isEmpty();
        assertThat(PodTrouble.of(List.of())).isEmpty();
    }

    @Test
    void aPodThatNobodyHasLookedAtYetHasNone() {
        assertThat(PodTrouble.of(List.of(pod("Pending").build()))).isEmpty();
    }

    @Test
    void aPodThatFitsOnNoNodeSaysWhy() {
        Pod pod = pod("Pending")
                .editStatus()
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withMessage("0/3 nodes are available")
                .endCondition()
                .endStatus()
                .build();
        assertThat(PodTrouble.of(List.of(pod)))
                .contains(new StartTrouble(
                        ConditionReason.Unschedulable,
                        "pod worker-1 has no node: 0/3 nodes are available; change spec.worker, or make room"));
    }

    @Test
    void aPodWhoseImageIsMissingSaysSo() {
        assertThat(PodTrouble.of(List.of(waiting("ImagePullBackOff", "no such image"))))
                .contains(new StartTrouble(
                        ConditionReason.ImageUnavailable,
                        "pod worker-1 does not start: ImagePullBackOff: no such image; correct spec.worker.image or"
                                + " spec.worker.imagePullSecrets"));
    }

    @Test
    void aPodThatIsBeingCreatedNamesTheSecretsThatItWaitsFor() {
        assertThat(PodTrouble.of(List.of(waiting("ContainerCreating", null))))
                .contains(new StartTrouble(
                        ConditionReason.InProgress,
                        "pod worker-1 is being created; it needs Secret credentials (user, password)"));
    }

    @Test
    void theContainersOfOthersAreNotOurs() {
        Pod pod = pod("Pending")
                .editStatus()
                .addNewContainerStatus()
                .withName("mesh")
                .withNewState()
                .withNewWaiting()
                .withReason("ImagePullBackOff")
                .endWaiting()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
        assertThat(PodTrouble.of(List.of(pod))).isEmpty();
    }

    private static Pod waiting(String reason, @Nullable String message) {
        return pod("Pending")
                .editStatus()
                .addNewContainerStatus()
                .withName(WorkerJob.CONTAINER)
                .withNewState()
                .withNewWaiting()
                .withReason(reason)
                .withMessage(message)
                .endWaiting()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    /// A worker's pod that mounts one Secret.
    private static PodBuilder pod(String phase) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("worker-1")
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName(WorkerJob.VOLUMES.iterator().next())
                .withNewProjected()
                .addNewSource()
                .withNewSecret()
                .withName("credentials")
                .addNewItem("user", null, "user")
                .addNewItem("password", null, "password")
                .endSecret()
                .endSource()
                .endProjected()
                .endVolume()
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus();
    }
}
