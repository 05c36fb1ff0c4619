package io.databasesync.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.ConditionReason;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.operator.FoundJobs;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Why a Job has no pod that runs, by its events, and what its failed attempts found.
class StartCheckTest {
    private static final Instant CREATED = Instant.parse("2026-01-12T10:00:00Z");
    private static final Duration STALL_AFTER = Duration.ofMinutes(5);

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final Job job = new JobBuilder()
            .withNewMetadata()
            .withNamespace("knowledge")
            .withName("run")
            .withUid("job-uid")
            .withCreationTimestamp(CREATED.toString())
            .endMetadata()
            .withNewSpec()
            .withBackoffLimit(2)
            .endSpec()
            .build();

    @AfterEach
    void stop() {
        kubernetes.close();
    }

    @Test
    void aPodThatTheClusterRefusesIsSaidWithItsCause() {
        event("older", "job-uid", "Error creating: pods \"run-a\" is forbidden: something else", 1);
        event("newer", "job-uid", "Error creating: pods \"run-b\" is forbidden: exceeded quota: none", 4);
        event("other", "another-uid", "Error creating: not ours", 9);

        assertThat(after(Duration.ofSeconds(5)))
                .contains(new StartTrouble(
                        ConditionReason.PodRefused,
                        "the cluster refuses the pod of Job run: pods \"run-b\" is forbidden: exceeded quota: none;"
                                + " correct what it names, or spec.worker"));
        assertThat(after(Duration.ofSeconds(1))).as("no pod yet is usual").isEmpty();
        assertThat(after(STALL_AFTER).orElseThrow().stalled()).isTrue();
    }

    @Test
    void aJobThatNobodyServesIsStalledInTheEnd() {
        assertThat(after(Duration.ofMinutes(4))).isEmpty();
        assertThat(after(STALL_AFTER)).hasValueSatisfying(trouble -> {
            assertThat(trouble.reason()).isEqualTo(ConditionReason.PodNotStarted);
            assertThat(trouble.message()).contains("has had no pod that runs for 5m", "kubectl describe job run -n");
        });
    }

    @Test
    void whatAnAttemptFoundIsSaidWithTheNextOne() {
        String refused = "{\"result\":\"Failed\",\"reason\":\"ConnectionRefused\",\"message\":\"nobody listens\"}";
        Pod first = ended("run-1", 75, refused, 10);
        Pod second = ended("run-2", 75, refused, 40);
        assertThat(Attempts.failed(job, List.of(first)))
                .contains("attempt 1 of 3: ConnectionRefused: nobody listens; next in 10s");
        assertThat(Attempts.failed(job, List.of(first, second)))
                .contains("attempt 2 of 3: ConnectionRefused: nobody listens; next in 20s");
        assertThat(Attempts.failed(job, List.of(first, second, ended("run-3", 75, refused, 80))))
                .as("none follows")
                .contains("ConnectionRefused: nobody listens");
        assertThat(Attempts.failed(job, List.of(ended("run-1", 2, refused, 10))))
                .as("none follows")
                .contains("ConnectionRefused: nobody listens");
        assertThat(Attempts.failed(job, List.of(first, new PodBuilder().build())))
                .as("the next one is at work")
                .isEmpty();
    }

    @Test
    void aContainerThatTheKernelKilledSaysSoAfterItsFirstAttempt() {
        Pod killed = new PodBuilder(ended("run-1", 137, null, 10))
                .editStatus()
                .editFirstContainerStatus()
                .editState()
                .editTerminated()
                .withReason("OOMKilled")
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .withNewSpec()
                .addNewContainer()
                .withName(WorkerJob.CONTAINER)
                .withNewResources()
                .addToLimits("memory", new Quantity("48Mi"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
        assertThat(Attempts.failed(job, List.of(killed)))
                .contains("attempt 1 of 3: OutOfMemory: pod run-1 ended with exit code 137 (OOMKilled) at its limit of"
                        + " 48Mi; raise spec.worker.resources.limits.memory; see its log; next in 10s");
    }

    private Optional<StartTrouble> after(Duration waited) {
        StartEvents events = new StartEvents(kubernetes.client());
        return new StartCheck(events, STALL_AFTER, CREATED.plus(waited)).of(job, List.of());
    }

    private void event(String name, String uid, String message, int second) {
        kubernetes
                .client()
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withNamespace("knowledge")
                        .withName(name)
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withUid(uid)
                        .endInvolvedObject()
                        .withReason("FailedCreate")
                        .withMessage(message)
                        .withLastTimestamp(CREATED.plusSeconds(second).toString())
                        .build())
                .create();
    }

    private static Pod ended(String name, int exitCode, @Nullable String words, int second) {
        return FoundJobs.ended(name, exitCode, words, CREATED.plusSeconds(second));
    }
}
