package io.databasesync.operator.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the state of a pod's worker container. Other containers, for example a mesh's sidecar, do not matter.
public final class Pods {
    private Pods() {}

    public static Optional<ContainerStateTerminated> terminated(Pod pod) {
        return worker(pod).map(status -> status.getState().getTerminated());
    }

    /// Whether the pod has been created, and its containers wait for a node, an image or a volume.
    static boolean pending(Pod pod) {
        return pod.getStatus() != null && "Pending".equals(pod.getStatus().getPhase());
    }

    public static boolean running(Pod pod) {
        return worker(pod)
                .filter(status -> status.getState().getRunning() != null)
                .isPresent();
    }

    /// Whether the container runs, or has run before.
    public static boolean started(Pod pod) {
        return worker(pod)
                .filter(status -> status.getState().getWaiting() == null
                        || (status.getRestartCount() != null && status.getRestartCount() > 0))
                .isPresent();
    }

    public static Optional<ContainerStateWaiting> waiting(Pod pod) {
        return worker(pod).map(status -> status.getState().getWaiting());
    }

    static Optional<String> memoryLimit(Pod pod) {
        return Optional.ofNullable(pod.getSpec()).stream()
                .flatMap(spec -> spec.getContainers().stream())
                .filter(container -> container.getName().equals(WorkerJob.CONTAINER))
                .map(Container::getResources)
                .filter(resources -> resources != null && resources.getLimits() != null)
                .flatMap(resources -> Stream.ofNullable(resources.getLimits().get("memory")))
                .map(Quantity::toString)
                .findFirst();
    }

    private static Optional<ContainerStatus> worker(Pod pod) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getContainerStatuses().stream())
                .filter(status -> status.getName().equals(WorkerJob.CONTAINER) && status.getState() != null)
                .findFirst();
    }
}
