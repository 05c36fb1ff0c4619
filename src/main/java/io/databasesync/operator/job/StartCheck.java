package io.databasesync.operator.job;

import io.databasesync.api.ConditionReason;
import io.databasesync.text.Durations;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Finds out why a Job has no pod that runs.
///
/// @param stallAfter how long it may last before a person should look
public record StartCheck(StartEvents events, Duration stallAfter, Instant now) {
    /// Most pods start within this time, and no event is worth a request.
    private static final Duration USUAL = Duration.ofSeconds(2);

    /// @param job a Job that has not ended
    public Optional<StartTrouble> of(Job job, List<Pod> pods) {
        if (pods.stream().anyMatch(Pods::running)) {
            return Optional.empty();
        }
        Optional<Pod> pending = pods.stream().filter(Pods::pending).findFirst();
        Instant since = pending.map(StartCheck::created).orElseGet(() -> lastEnd(job, pods));
        Duration waited = Duration.between(since, now);
        Optional<StartTrouble> trouble = pending.isPresent() ? of(pending.get(), waited) : of(job, pods, waited);
        return waited.compareTo(stallAfter) < 0
                ? trouble
                : Optional.of(trouble.orElseGet(() -> nothing(job, waited)).lasting());
    }

    private Optional<StartTrouble> of(Pod pod, Duration waited) {
        Optional<StartTrouble> shown = PodTrouble.of(List.of(pod));
        boolean creating = shown.filter(trouble -> trouble.reason() != ConditionReason.InProgress)
                .isEmpty();
        return creating && waited.compareTo(USUAL) >= 0 ? events.of(pod).or(() -> shown) : shown;
    }

    /// Between two attempts the Job waits by itself, and only an event tells whether the cluster refuses the next pod.
    private Optional<StartTrouble> of(Job job, List<Pod> pods, Duration waited) {
        boolean first = pods.isEmpty();
        Duration pause = first ? USUAL : Attempts.pause(pods.size()).plus(USUAL);
        return waited.compareTo(pause) >= 0 ? events.of(job) : Optional.empty();
    }

    private static StartTrouble nothing(Job job, Duration waited) {
        return new StartTrouble(
                ConditionReason.PodNotStarted,
                "Job %s has had no pod that runs for %s; look at: kubectl describe job %s -n %s"
                        .formatted(
                                job.getMetadata().getName(),
                                Durations.format(waited.truncatedTo(ChronoUnit.MINUTES)),
                                job.getMetadata().getName(),
                                job.getMetadata().getNamespace()));
    }

    private static Instant lastEnd(Job job, List<Pod> pods) {
        return pods.stream()
                .flatMap(pod -> Pods.terminated(pod).stream())
                .map(end -> end.getFinishedAt())
                .filter(Objects::nonNull)
                .map(Instant::parse)
                .max(Instant::compareTo)
                .orElseGet(() -> created(job));
    }

    private static Instant created(HasMetadata object) {
        return Instant.parse(object.getMetadata().getCreationTimestamp());
    }
}
