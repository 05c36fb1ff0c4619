package io.databasesync.operator;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/// Reads the state of a pod's worker container. Other containers, for example a mesh's sidecar, do not matter.
final class Pods {
    private Pods() {}

    static Optional<ContainerStateTerminated> terminated(Pod pod) {
        return worker(pod).map(status -> status.getState().getTerminated());
    }

    static Optional<ContainerStateWaiting> waiting(Pod pod) {
        return worker(pod).map(status -> status.getState().getWaiting());
    }

    private static Optional<ContainerStatus> worker(Pod pod) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getContainerStatuses().stream())
                .filter(status -> status.getName().equals(WorkerJob.CONTAINER) && status.getState() != null)
                .findFirst();
    }
}
