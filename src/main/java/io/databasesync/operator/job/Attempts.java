package io.databasesync.operator.job;

import io.databasesync.text.Durations;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The pods of a Job that have failed, and when the Job starts the next one.
public final class Attempts {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(6);

    private Attempts() {}

    /// What the last attempt found, while no other pod is at work: `attempt 1 of 3: ConnectionRefused: …; next in 10s`.
    ///
    /// @param job a Job that has not ended
    public static Optional<String> failed(Job job, List<Pod> pods) {
        Integer limit = job.getSpec() == null ? null : job.getSpec().getBackoffLimit();
        boolean another = pods.stream().anyMatch(pod -> Pods.terminated(pod).isEmpty());
        if (limit == null || another) {
            return Optional.empty();
        }
        return LastPod.of(pods).filter(last -> last.exitCode() != 0).map(last -> words(last, pods.size(), limit + 1));
    }

    private static String words(LastPod last, int attempt, int most) {
        boolean over = attempt >= most || WorkerJob.FINAL_EXIT_CODES.contains(last.exitCode());
        return over
                ? found(last)
                : "attempt %d of %d: %s; next in %s"
                        .formatted(attempt, most, found(last), Durations.format(pause(attempt)));
    }

    /// How long a Job waits after this many failed pods.
    static Duration pause(int failed) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.clamp(failed - 1L, 0, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /// A container that the kernel has killed leaves no words.
    private static String found(LastPod last) {
        return last.words()
                .filter(words -> words.message() != null)
                .map(words -> words.reason() == null ? words.message() : words.reason() + ": " + words.message())
                .orElseGet(() -> last.reason() + ": " + last.message());
    }
}
