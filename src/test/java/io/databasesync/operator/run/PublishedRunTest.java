package io.databasesync.operator.run;

import static io.databasesync.testing.operator.FoundJobs.deleted;
import static io.databasesync.testing.operator.FoundJobs.job;
import static io.databasesync.testing.operator.FoundJobs.pod;
import static io.databasesync.testing.operator.FoundRun.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.databasesync.api.RunResult;
import io.databasesync.sync.Phase;
import io.databasesync.testing.operator.FoundRun;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A run that has published has succeeded, even if it was cancelled or its time was over.
class PublishedRunTest {
    @Test
    void whatWasPublishedBeforeItWasCancelledCounts() {
        RunDecision decision = RunDecision.decide(
                state().accepted().cancel().job(job("Complete", "")).build());
        assertThat(decision)
                .isInstanceOfSatisfying(
                        RunDecision.Settle.class,
                        settle -> assertThat(settle.verdict().result()).isEqualTo(RunResult.Succeeded));
    }

    static Stream<Arguments> publishedBeforeTheDeadlineStoppedThem() {
        Job late = job("Failed", "DeadlineExceeded");
        Job counted = late.edit().editStatus().withSucceeded(1).endStatus().build();
        return Stream.of(
                argumentSet("the Job has counted it", state().accepted().job(counted)),
                argumentSet("the pod ended well", state().accepted().job(late).pod(pod(0, ""))),
                argumentSet(
                        "the pod is gone, and its progress says so",
                        state().accepted().tells(Phase.Succeeded).job(late)),
                argumentSet(
                        "an earlier pod is left",
                        state().accepted()
                                .tells(Phase.Succeeded)
                                .job(late)
                                .pod(pod(75, "{\"result\":\"Failed\",\"message\":\"connection lost\"}"))));
    }

    @ParameterizedTest
    @MethodSource
    void publishedBeforeTheDeadlineStoppedThem(FoundRun state) {
        assertThat(RunDecision.decide(state.build())).isInstanceOfSatisfying(RunDecision.Settle.class, settle -> {
            assertThat(settle.verdict().result()).isEqualTo(RunResult.Succeeded);
            assertThat(settle.verdict().message()).isEqualTo("done");
        });
    }

    @Test
    void aRunThatTheDeadlineStoppedClaimsNoMoreThanIsKnown() {
        RunDecision decision = RunDecision.decide(state().accepted()
                .tells(Phase.Publishing)
                .job(job("Failed", "DeadlineExceeded"))
                .build());
        assertThat(decision).isInstanceOfSatisfying(RunDecision.Settle.class, settle -> {
            assertThat(settle.verdict().result()).isEqualTo(RunResult.Failed);
            assertThat(settle.verdict().message()).contains("databasesync.run");
        });
    }

    static Stream<Arguments> publishedBeforeTheyCouldBeCancelled() {
        String done = "{\"result\":\"Succeeded\",\"message\":\"17 tables\"}";
        return Stream.of(
                argumentSet(
                        "the Job has not noticed", state().accepted().job(job()).pod(pod(0, done))),
                argumentSet(
                        "the Job is going", state().accepted().job(deleted()).pod(pod(0, done))),
                argumentSet("the Job is gone", state().accepted().pod(pod(0, done))),
                argumentSet("the pod is gone, too", state().accepted().tells(Phase.Succeeded)));
    }

    @ParameterizedTest
    @MethodSource
    void publishedBeforeTheyCouldBeCancelled(FoundRun state) {
        assertThat(RunDecision.decide(state.cancel().build()))
                .isInstanceOfSatisfying(
                        RunDecision.Settle.class,
                        settle -> assertThat(settle.verdict().result()).isEqualTo(RunResult.Succeeded));
    }
}
