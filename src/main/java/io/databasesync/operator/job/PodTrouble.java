package io.databasesync.operator.job;

import io.databasesync.api.ConditionReason;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Reads from the status of a pod why it does not start. A missing Secret does not show there: [StartEvents] finds it.
final class PodTrouble {
    private static final Set<String> CREATING = Set.of("ContainerCreating", "PodInitializing");
    private static final Set<String> IMAGE =
            Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError");
    private static final int MAX_WORDS = 300;

    private PodTrouble() {}

    /// Why the first waiting pod does not start. Empty if every pod runs, or has run.
    static Optional<StartTrouble> of(List<Pod> pods) {
        return pods.stream()
                .filter(Pods::pending)
                .flatMap(pod -> of(pod).stream())
                .findFirst();
    }

    private static Optional<StartTrouble> of(Pod pod) {
        Optional<StartTrouble> unschedulable = pod.getStatus().getConditions().stream()
                .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                .findFirst()
                .map(condition -> unschedulable(pod, condition));
        return unschedulable.or(() -> Pods.waiting(pod).map(waiting -> waiting(pod, waiting)));
    }

    private static StartTrouble unschedulable(Pod pod, PodCondition condition) {
        return new StartTrouble(
                ConditionReason.Unschedulable,
                "pod %s has no node: %s; change spec.worker, or make room"
                        .formatted(name(pod), words(condition.getMessage())));
    }

    private static StartTrouble waiting(Pod pod, ContainerStateWaiting waiting) {
        String reason = Objects.requireNonNullElse(waiting.getReason(), "");
        if (CREATING.contains(reason)) {
            return new StartTrouble(
                    ConditionReason.InProgress,
                    "pod %s is being created; it needs %s".formatted(name(pod), MountedSecrets.of(pod)));
        }
        String message = "pod %s does not start: %s: %s".formatted(name(pod), reason, words(waiting.getMessage()));
        return IMAGE.contains(reason)
                ? new StartTrouble(
                        ConditionReason.ImageUnavailable,
                        message + "; correct spec.worker.image or spec.worker.imagePullSecrets")
                : new StartTrouble(ConditionReason.PodNotStarted, message);
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    private static String words(String text) {
        return Display.cut(Objects.requireNonNullElse(text, ""), MAX_WORDS);
    }
}
