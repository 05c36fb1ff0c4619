package io.databasesync.operator.run;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.TerminationMessage;
import io.databasesync.operator.job.LastPod;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.ReasonWord;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a run ended. The Job decides whether it ended and whether it succeeded, unless its last pod has decided that
/// already. The pod's exit code and termination message give the reason.
///
/// @param words the termination message of the last pod, if it wrote one
public record Verdict(
        RunResult result, ReasonWord reason, String message, Instant finishedAt, Optional<TerminationMessage> words) {

    public static Verdict of(RunResult result, ReasonWord reason, String message, Instant finishedAt) {
        // Kubernetes times are whole seconds: a Job that ends in the same second did not end earlier
        return new Verdict(result, reason, message, finishedAt.truncatedTo(ChronoUnit.SECONDS), Optional.empty());
    }

    /// The verdict on a Job. Empty while the Job has not ended.
    public static Optional<Verdict> of(@Nullable Job job, List<Pod> pods) {
        return of(job, pods, null);
    }

    /// The same for a Job whose last pod may be gone.
    ///
    /// @param told the progress that the run's pods reported last
    public static Optional<Verdict> of(@Nullable Job job, List<Pod> pods, @Nullable ProgressStatus told) {
        if (job == null || job.getStatus() == null) {
            return Optional.empty();
        }
        Optional<LastPod> last = LastPod.of(pods);
        return JobEnd.of(job)
                .map(end -> {
                    if (end.tooLate()) {
                        return tooLate(job, end, last, told);
                    }
                    return end.complete() ? succeeded(end, last) : failed(end, last);
                })
                .or(() -> LastPod.decisive(job, pods).map(Verdict::ofPod));
    }

    /// The verdict by the pod alone. The Job's controller needs some seconds more, in a large cluster minutes.
    private static Verdict ofPod(LastPod last) {
        JobEnd end =
                new JobEnd(last.exitCode() == 0, "", null, last.finishedAt().orElseThrow());
        return end.complete() ? succeeded(end, Optional.of(last)) : failed(end, Optional.of(last));
    }

    /// A pod validates foreign keys after it has published. If the deadline stops it then, the run has succeeded.
    private static Verdict tooLate(Job job, JobEnd end, Optional<LastPod> last, @Nullable ProgressStatus told) {
        Optional<LastPod> good = last.filter(pod -> pod.exitCode() == 0);
        boolean done = good.isPresent()
                || Objects.requireNonNullElse(job.getStatus().getSucceeded(), 0) > 0
                || (told != null && told.phase() == Phase.Succeeded);
        return done
                ? succeeded(end, good)
                : new Verdict(
                        RunResult.Failed,
                        ConditionReason.DeadlineExceeded,
                        "the run took longer than spec.deadline and was stopped; the target is as it was before, unless its databasesync.run says that the run published; raise spec.deadline",
                        end.at(),
                        last.flatMap(LastPod::words));
    }

    /// The verdict of the pod that ended last, if it succeeded. For a deleted Job, which may never report it.
    static Optional<Verdict> ofPods(List<Pod> pods, Instant now) {
        return LastPod.of(pods)
                .filter(last -> last.exitCode() == 0)
                .map(last ->
                        succeeded(new JobEnd(true, "", null, last.finishedAt().orElse(now)), Optional.of(last)));
    }

    private static Verdict succeeded(JobEnd end, Optional<LastPod> last) {
        Optional<TerminationMessage> words = last.flatMap(LastPod::words);
        String message = words.map(TerminationMessage::message).orElse("done");
        return new Verdict(RunResult.Succeeded, ConditionReason.Succeeded, message, end.at(), words);
    }

    private static Verdict failed(JobEnd end, Optional<LastPod> last) {
        Optional<TerminationMessage> words = last.flatMap(LastPod::words);
        ReasonWord reason = words.<ReasonWord>map(TerminationMessage::reason)
                .or(() -> last.map(LastPod::reason))
                .orElse(ConditionReason.WorkerCrashed);
        String message = words.map(TerminationMessage::message)
                .or(() -> last.map(LastPod::message))
                .orElseGet(() -> Objects.requireNonNullElse(end.message(), "the Job failed: " + end.reason()));
        boolean cancelled =
                last.map(pod -> pod.exitCode() == Reason.Cancelled.exitCode()).orElse(false);
        return new Verdict(cancelled ? RunResult.Cancelled : RunResult.Failed, reason, message, end.at(), words);
    }

    /// The Job's condition `Complete` or `Failed`.
    private record JobEnd(
            boolean complete, String reason, @Nullable String message, Instant at) {
        static Optional<JobEnd> of(Job job) {
            return job.getStatus().getConditions().stream()
                    .filter(condition -> "True".equals(condition.getStatus()))
                    .filter(condition -> condition.getType().equals("Complete")
                            || condition.getType().equals("Failed"))
                    .findFirst()
                    .map(JobEnd::of);
        }

        private static JobEnd of(JobCondition condition) {
            return new JobEnd(
                    condition.getType().equals("Complete"),
                    Objects.requireNonNullElse(condition.getReason(), ""),
                    condition.getMessage(),
                    Instant.parse(condition.getLastTransitionTime()));
        }

        boolean tooLate() {
            return !complete && reason.equals("DeadlineExceeded");
        }
    }
}
