package io.databasesync.operator.run;

import static io.databasesync.testing.operator.FoundJobs.job;
import static io.databasesync.testing.operator.FoundJobs.oomKilled;
import static io.databasesync.testing.operator.FoundJobs.pod;
import static io.databasesync.testing.operator.FoundRun.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// How a run has ended, by its Job and the last words of its pods.
class VerdictTest {
    static Stream<Arguments> verdicts() {
        String refused = "{\"result\":\"Failed\",\"reason\":\"SchemaDrift\",\"message\":\"column b is missing\"}";
        Job policy = job("Failed", "PodFailurePolicy");
        Job backoff = job("Failed", "BackoffLimitExceeded");
        return Stream.of(
                argumentSet(
                        "complete", job("Complete", ""), pod(0, "{\"result\":\"Succeeded\"}"), "Succeeded Succeeded"),
                argumentSet("complete, words lost", job("Complete", ""), null, "Succeeded Succeeded"),
                argumentSet("complete, words lie", job("Complete", ""), pod(0, refused), "Succeeded Succeeded"),
                argumentSet("refused", policy, pod(6, refused), "Failed SchemaDrift"),
                argumentSet("refused, words lost", policy, pod(6, ""), "Failed Refused"),
                argumentSet("failed, words lie", policy, pod(3, "{\"result\":\"Succeeded\"}"), "Failed CopyFailed"),
                argumentSet("cancelled from within", policy, pod(5, ""), "Cancelled Cancelled"),
                argumentSet("a bug", policy, pod(70, ""), "Failed InternalError"),
                argumentSet("crashed", backoff, pod(137, ""), "Failed WorkerCrashed"),
                argumentSet("the JVM did not start", backoff, pod(1, ""), "Failed WorkerCrashed"),
                argumentSet("bad arguments, no words", policy, pod(64, ""), "Failed InvalidSpec"),
                argumentSet("no pod at all", backoff, null, "Failed WorkerCrashed"),
                argumentSet("out of memory", backoff, oomKilled(), "Failed OutOfMemory"),
                argumentSet("too slow", job("Failed", "DeadlineExceeded"), pod(5, ""), "Failed DeadlineExceeded"));
    }

    @ParameterizedTest
    @MethodSource
    void verdicts(Job job, @Nullable Pod pod, String expected) {
        Verdict verdict =
                Verdict.of(job, pod == null ? List.of() : List.of(pod)).orElseThrow();
        assertThat(verdict.result() + " " + verdict.reason()).isEqualTo(expected);
        assertThat(verdict.message()).isNotBlank();
        assertThat(verdict.finishedAt()).isEqualTo(NOW);
    }
}
