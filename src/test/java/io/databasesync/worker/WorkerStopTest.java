package io.databasesync.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Annotations;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.testing.Failures;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kubelet stops the pod: a drain, after which the next one goes on, unless somebody has cancelled or deleted the
/// run.
class WorkerStopTest {
    private final WorkerPod pod;

    WorkerStopTest(@TempDir Path root) {
        pod = new WorkerPod(root);
    }

    @AfterEach
    void close() {
        pod.close();
    }

    @Test
    void aCancelledRunEndsForGood() {
        assertThat(stopAfter(this::cancel)).isEqualTo(5);
        assertThat(pod.lastWords().result()).isEqualTo(RunResult.Cancelled);
    }

    /// Its operator may not have seen the Job yet when it settled the run.
    @Test
    void aPodOfARunThatIsCancelledAlreadyDoesNotBegin() {
        cancel();
        assertThat(pod.endsWith(WorkerPod.SYNCED)).isEqualTo(5);
        assertThat(pod.requests()).isEmpty();
        assertThat(pod.lastWords().result()).isEqualTo(RunResult.Cancelled);
    }

    @Test
    void aPodOfARunThatHasEndedDoesNotBegin() {
        pod.resource().editStatus(run -> {
            run.setStatus(DatabaseSyncRunStatus.NONE.withPhase(Phase.Failed).withResult(RunResult.Failed));
            return run;
        });
        assertThat(pod.endsWith(WorkerPod.SYNCED)).isEqualTo(6);
        assertThat(pod.requests()).isEmpty();
        assertThat(pod.lastWords().message()).contains("has ended already: Failed");
    }

    private void cancel() {
        pod.edit(DatabaseSyncRunSpec.of("kb", Operation.Sync)
                .withCancel(true)
                .withTemplate(pod.existing().getSpec().template()));
    }

    @Test
    void aDeletedRunEndsForGood() {
        assertThat(stopAfter(() -> pod.resource().delete())).isEqualTo(5);
    }

    @Test
    void aDrainedPodLeavesTheRunToTheNextOne() {
        assertThat(stopAfter(() -> {})).isEqualTo(75);
        assertThat(pod.lastWords().result()).isEqualTo(RunResult.Failed);
        assertThat(pod.lastWords().message()).contains("nobody cancelled the run");
    }

    @Test
    void theEngineHearsWhetherThePodIsDrainedOrTheRunCancelled() {
        AtomicReference<@Nullable Boolean> drained = new AtomicReference<>();
        assertThat(stopAfter(() -> {}, drained)).isEqualTo(75);
        assertThat(drained).hasValue(true);
        assertThat(stopAfter(() -> pod.resource().delete(), drained)).isEqualTo(5);
        assertThat(drained).hasValue(false);
    }

    @Test
    void aPodWhoseJobIsDeletedEndsForGood() {
        assertThat(stopAfter(() -> pod.job().delete())).isEqualTo(5);
    }

    @Test
    void aPodWhoseJobHasReachedItsDeadlineEndsForGood() {
        assertThat(stopAfter(() -> pod.job()
                        .editStatus(job -> job.edit()
                                .withNewStatus()
                                .addNewCondition()
                                .withType("FailureTarget")
                                .withStatus("True")
                                .withReason("DeadlineExceeded")
                                .endCondition()
                                .endStatus()
                                .build())))
                .isEqualTo(5);
    }

    @Test
    void aPodWhoseNamespaceIsBeingDeletedEndsForGood() {
        assertThat(stopAfter(pod::deleteNamespace)).isEqualTo(5);
    }

    @Test
    void aRunThatAnotherOneReplacesEndsForGood() {
        assertThat(stopAfter(() -> pod.resource().edit(run -> {
                    run.getMetadata().setAnnotations(Map.of(Annotations.SUPERSEDED, "true"));
                    return run;
                })))
                .isEqualTo(5);
    }

    /// When a sync is deleted, the role goes before the pod does.
    @Test
    void aRunWhoseRightsAreGoneIsOver() {
        assertThat(stopAfter(pod.kubernetes()::forbidReading)).isEqualTo(5);
    }

    @Test
    void anApiServerThatDoesNotAnswerIsTakenForADrain() {
        assertThat(stopAfter(pod::close)).isEqualTo(75);
    }

    /// Stops the worker while its engine works, as the kubelet would.
    private int stopAfter(Runnable happening) {
        return stopAfter(happening, new AtomicReference<>());
    }

    private int stopAfter(Runnable happening, AtomicReference<@Nullable Boolean> drained) {
        CountDownLatch working = new CountDownLatch(1);
        Worker worker = pod.worker((_, _, cancellation) -> {
            working.countDown();
            await().until(cancellation::requested);
            drained.set(cancellation.drained());
            return new SyncOutcome.RolledBack(Phase.Copying, Failures.failure(Reason.Cancelled, "cancelled"));
        });
        CompletableFuture<Integer> exit = WorkerPod.start(worker);
        await().until(() -> working.getCount() == 0);
        happening.run();
        worker.stop();
        return exit.join();
    }
}
