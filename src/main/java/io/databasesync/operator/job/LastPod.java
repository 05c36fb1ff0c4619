package io.databasesync.operator.job;

import io.databasesync.api.ConditionReason;
import io.databasesync.contract.TerminationMessage;
import io.databasesync.sync.Reason;
import io.databasesync.sync.ReasonWord;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The pod that ended last.
///
/// @param memory the memory limit of its container; null for none
public record LastPod(
        String name,
        int exitCode,
        ContainerStateTerminated end,
        @Nullable String memory) {
    public static Optional<LastPod> of(List<Pod> pods) {
        return pods.stream()
                .flatMap(pod -> Pods.terminated(pod).stream()
                        .map(end -> new LastPod(
                                pod.getMetadata().getName(),
                                end.getExitCode(),
                                end,
                                Pods.memoryLimit(pod).orElse(null))))
                .max(Comparator.comparing(
                        pod -> Objects.requireNonNullElse(pod.end().getFinishedAt(), "")));
    }

    /// The pod that decides how the Job ends: it has succeeded, or has an exit code after which the Job
    /// starts no other pod. The Job's controller may say so later. Empty if the Job may start another pod, or
    /// if somebody ended this one from outside.
    public static Optional<LastPod> decisive(Job job, List<Pod> pods) {
        List<Pod> own = pods.stream().filter(pod -> Owners.owns(job, pod)).toList();
        if (job.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        boolean undisturbed = own.stream().allMatch(LastPod::undisturbed)
                && job.getStatus().getConditions().stream()
                        .noneMatch(condition -> condition.getType().equals("FailureTarget"));
        return of(own).filter(last -> last.finishedAt().isPresent())
                .filter(last ->
                        last.exitCode() == 0 || (undisturbed && WorkerJob.FINAL_EXIT_CODES.contains(last.exitCode())));
    }

    /// Whether the pod has ended by itself: nobody deletes, drains or evicts it.
    private static boolean undisturbed(Pod pod) {
        return Pods.terminated(pod).isPresent()
                && pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus().getConditions().stream()
                        .noneMatch(condition -> condition.getType().equals("DisruptionTarget"));
    }

    public Optional<Instant> finishedAt() {
        return Optional.ofNullable(end.getFinishedAt()).map(Instant::parse);
    }

    public Optional<TerminationMessage> words() {
        return TerminationMessage.parse(end.getMessage());
    }

    public ReasonWord reason() {
        if ("OOMKilled".equals(end.getReason())) {
            return ConditionReason.OutOfMemory;
        }
        return switch (exitCode) {
            case 2 -> Reason.ConnectionFailed;
            case 3 -> Reason.CopyFailed;
            case 4 -> Reason.VerificationFailed;
            case 5 -> Reason.Cancelled;
            case 6 -> ConditionReason.Refused;
            case 64 -> Reason.InvalidSpec;
            case 70 -> Reason.InternalError;
            default -> ConditionReason.WorkerCrashed;
        };
    }

    public String message() {
        String cause = end.getReason() == null ? "" : " (" + end.getReason() + ")";
        return "pod %s ended with exit code %d%s%s; see its log".formatted(name, exitCode, cause, hint());
    }

    private String hint() {
        if (!"OOMKilled".equals(end.getReason())) {
            return "";
        }
        String limit = memory == null ? "" : " at its limit of " + memory;
        return limit + "; raise spec.worker.resources.limits.memory";
    }
}
