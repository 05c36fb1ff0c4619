package io.databasesync.operator;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.SecretProjection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// Why a pod does not start, as a message for people.
///
/// A missing Secret shows only as an event, and the operator may not read events. The message about a pod that is
/// still being created therefore names the Secrets it needs.
final class PodTrouble {
    private PodTrouble() {}

    /// Why the first waiting pod does not start. Empty if every pod runs, or has run.
    static Optional<String> of(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> pod.getStatus() != null
                        && "Pending".equals(pod.getStatus().getPhase()))
                .flatMap(pod -> of(pod).stream())
                .findFirst();
    }

    private static Optional<String> of(Pod pod) {
        Optional<String> unschedulable = pod.getStatus().getConditions().stream()
                .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                .findFirst()
                .map(condition -> unschedulable(pod, condition));
        return unschedulable.or(() -> Pods.waiting(pod).map(waiting -> waiting(pod, waiting)));
    }

    private static String unschedulable(Pod pod, PodCondition condition) {
        return "pod %s has no node: %s".formatted(name(pod), words(condition.getMessage()));
    }

    private static String waiting(Pod pod, ContainerStateWaiting waiting) {
        String reason = words(waiting.getReason());
        if (reason.equals("ContainerCreating") || reason.equals("PodInitializing")) {
            return "pod %s is being created; it needs %s".formatted(name(pod), secrets(pod));
        }
        return "pod %s does not start: %s: %s".formatted(name(pod), reason, words(waiting.getMessage()));
    }

    private static String secrets(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getProjected() != null && WorkerJob.VOLUMES.contains(volume.getName()))
                .flatMap(volume -> volume.getProjected().getSources().stream())
                .map(source -> describe(source.getSecret()))
                .collect(Collectors.joining(", "));
    }

    private static String describe(SecretProjection secret) {
        return secret.getItems().stream()
                .map(item -> item.getKey())
                .collect(Collectors.joining(", ", "Secret " + secret.getName() + " (", ")"));
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    private static String words(String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
