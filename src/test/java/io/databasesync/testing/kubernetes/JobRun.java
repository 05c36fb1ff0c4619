package io.databasesync.testing.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One Job, from its first pod to its condition.
final class JobRun implements Runnable {
    private final KubernetesClient client;
    private final Job job;
    private final PodRunner runner;
    private final AtomicReference<@Nullable PodRun> current = new AtomicReference<>();
    private volatile boolean stopped;
    private int failed;

    JobRun(KubernetesClient client, Job job, PodRunner runner) {
        this.client = client;
        this.job = job;
        this.runner = runner;
    }

    @Override
    public void run() {
        Optional<String> end = Optional.empty();
        while (!stopped && end.isEmpty()) {
            PodRun pod = PodRun.create(client, job, failed + 1);
            current.set(pod);
            if (stopped) {
                pod.stop();
            }
            report(status().withActive(1).build());
            end = after(pod.run(runner));
        }
    }

    /// Asks the pod to stop, and starts no other.
    void stop() {
        stopped = true;
        PodRun pod = current.get();
        if (pod != null) {
            pod.stop();
        }
    }

    private Optional<String> after(int exitCode) {
        if (stopped) {
            return Optional.empty(); // the Job no longer exists
        }
        if (exitCode == 0) {
            report(ended("Complete", "CompletionsReached").withSucceeded(1).build());
            return Optional.of("Complete");
        }
        failed++;
        Optional<String> reason = failure(exitCode);
        report(reason.map(why -> ended("Failed", why)).orElseGet(this::status).build());
        return reason;
    }

    private Optional<String> failure(int exitCode) {
        JobSpec spec = job.getSpec();
        boolean hopeless = spec.getPodFailurePolicy() != null
                && spec.getPodFailurePolicy().getRules().stream().anyMatch(rule -> failsJob(rule, exitCode));
        if (hopeless) {
            return Optional.of("PodFailurePolicy");
        }
        return failed > spec.getBackoffLimit() ? Optional.of("BackoffLimitExceeded") : Optional.empty();
    }

    private static boolean failsJob(PodFailurePolicyRule rule, int exitCode) {
        return rule.getAction().equals("FailJob")
                && rule.getOnExitCodes() != null
                && rule.getOnExitCodes().getValues().contains(exitCode);
    }

    private JobStatusBuilder status() {
        return new JobStatusBuilder()
                .withStartTime(job.getMetadata().getCreationTimestamp())
                .withFailed(failed);
    }

    private JobStatusBuilder ended(String type, String reason) {
        return status().withConditions(new JobConditionBuilder()
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .withLastTransitionTime(now())
                .build());
    }

    private void report(JobStatus status) {
        Resource<Job> resource = client.batch()
                .v1()
                .jobs()
                .inNamespace(job.getMetadata().getNamespace())
                .withName(job.getMetadata().getName());
        Job found = resource.get();
        if (found != null
                && found.getMetadata().getUid().equals(job.getMetadata().getUid())) {
            Conflicts.retried(() ->
                    resource.editStatus(fresh -> fresh.edit().withStatus(status).build()));
        }
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
