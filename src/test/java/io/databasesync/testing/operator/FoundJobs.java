package io.databasesync.testing.operator;

import io.databasesync.operator.job.WorkerJob;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Jobs and pods of a run, as the cluster may show them.
public final class FoundJobs {
    private static final String JOB = "uid of the Job";

    private FoundJobs() {}

    public static Job job() {
        return new JobBuilder()
                .withNewMetadata()
                .withName("run")
                .withUid(JOB)
                .endMetadata()
                .withNewStatus()
                .endStatus()
                .build();
    }

    public static Job deleted() {
        return deleted(job());
    }

    public static Job deleted(Job job) {
        return job.edit()
                .editMetadata()
                .withDeletionTimestamp(FoundRun.NOW.toString())
                .endMetadata()
                .build();
    }

    public static Job job(String condition, String reason) {
        return job().edit()
                .editStatus()
                .addNewCondition()
                .withType(condition)
                .withStatus("True")
                .withReason(reason)
                .withLastTransitionTime(FoundRun.NOW.toString())
                .endCondition()
                .endStatus()
                .build();
    }

    public static Pod pod(int exitCode, String words) {
        return pod(exitCode, words, "Error");
    }

    public static Pod oomKilled() {
        return pod(137, "", "OOMKilled");
    }

    public static Pod going(Pod pod) {
        return pod.edit()
                .editMetadata()
                .withDeletionTimestamp(FoundRun.NOW.toString())
                .endMetadata()
                .build();
    }

    public static Pod drained(Pod pod) {
        return pod.edit()
                .editStatus()
                .addNewCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    public static Pod ofAnotherJob(Pod pod) {
        return pod.edit()
                .editMetadata()
                .withOwnerReferences(List.of())
                .endMetadata()
                .build();
    }

    private static Pod pod(int exitCode, String words, String reason) {
        return ended("run-1", exitCode, words, FoundRun.NOW)
                .edit()
                .editMetadata()
                .withOwnerReferences(new OwnerReferenceBuilder().withUid(JOB).build())
                .endMetadata()
                .editStatus()
                .editFirstContainerStatus()
                .editState()
                .editTerminated()
                .withReason(reason)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    /// A pod whose container has ended.
    ///
    /// @param words the termination message
    public static Pod ended(String name, int exitCode, @Nullable String words, Instant finished) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewStatus()
                .addNewContainerStatus()
                .withName(WorkerJob.CONTAINER)
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withMessage(words)
                .withFinishedAt(finished.toString())
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }
}
