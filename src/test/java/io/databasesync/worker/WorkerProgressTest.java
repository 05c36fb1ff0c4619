package io.databasesync.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.Fix;
import io.databasesync.sync.NamedRow;
import io.databasesync.sync.NamedRow.Kind;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.TableName;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the worker writes into its run while the engine works.
class WorkerProgressTest {
    private final WorkerPod pod;

    WorkerProgressTest(@TempDir Path root) {
        pod = new WorkerPod(root);
    }

    @AfterEach
    void close() {
        pod.close();
    }

    @Test
    void progressIsVisibleAtOnceWhenThePhaseChangesAndNothingElseIsWritten() {
        CountDownLatch seen = new CountDownLatch(1);
        SyncRunner engine = (_, sink, _) -> {
            sink.report(WorkerPod.progress(Phase.Validating, 0));
            sink.report(WorkerPod.progress(Phase.Copying, 47));
            await().until(() -> seen.getCount() == 0);
            return WorkerPod.SYNCED;
        };
        CompletableFuture<Integer> exit = WorkerPod.start(pod.worker(engine));
        await().until(() -> phase() == Phase.Copying);
        seen.countDown();
        assertThat(exit.join()).isZero();
        ProgressStatus progress = pod.progress();
        assertThat(progress.percent()).isEqualTo(47);
        assertThat(progress.attempt()).isEqualTo(1);
        assertThat(progress.current()).containsExactly("public.pages ?[2J");
        assertThat(progress.heartbeat()).isNotNull();
        assertThat(Objects.requireNonNull(pod.existing().getStatus()).phase()).isNull();
    }

    @Test
    void aLostConnectionIsToldAtOnceHoweverSeldomTheRunReports() {
        beatOfAnHour();
        CountDownLatch seen = new CountDownLatch(1);
        SyncRunner engine = (_, sink, _) -> {
            sink.report(WorkerPod.progress(Phase.Copying, 47));
            await().until(() -> phase() == Phase.Copying);
            sink.report(WorkerPod.progress(Phase.Copying, 47).waitingForTheTarget("Lost the target"));
            await().until(() -> seen.getCount() == 0);
            return WorkerPod.SYNCED;
        };
        CompletableFuture<Integer> exit = WorkerPod.start(pod.worker(engine));
        await().until(() ->
                phase() == Phase.Copying && Boolean.TRUE.equals(pod.progress().reconnecting()));
        assertThat(pod.progress().message()).isEqualTo("Lost the target");
        seen.countDown();
        assertThat(exit.join()).isZero();
    }

    private void beatOfAnHour() {
        DatabaseSyncRun run = pod.existing();
        run.setStatus(DatabaseSyncRunStatus.NONE.withBeatSeconds(3600));
        pod.client().resource(run).updateStatus();
    }

    @Test
    void aMessageIsCut() {
        pod.run((_, sink, _) -> {
            Progress progress = WorkerPod.progress(Phase.Copying, 47);
            sink.report(new Progress(
                    progress.phase(),
                    progress.percent(),
                    progress.tables(),
                    progress.rows(),
                    progress.bytes(),
                    progress.bytesPerSecond(),
                    progress.indexes(),
                    progress.current(),
                    null,
                    "copying ".repeat(1000),
                    progress.moving(),
                    false));
            return WorkerPod.SYNCED;
        });
        assertThat(pod.progress().message()).startsWith("copying copying").hasSizeLessThanOrEqualTo(1024);
    }

    @Test
    void whatWasReportedLastIsWrittenBeforeTheWorkerEnds() {
        SyncRunner engine = (_, sink, _) -> {
            for (int percent = 0; percent <= 100; percent++) {
                sink.report(WorkerPod.progress(Phase.Copying, percent));
            }
            return WorkerPod.SYNCED;
        };
        pod.run(engine);
        assertThat(pod.progress().percent()).isEqualTo(100);
    }

    @Test
    void theNextPodCountsOn() {
        SyncRunner engine = (_, sink, _) -> {
            sink.report(WorkerPod.progress(Phase.Copying, 10));
            return WorkerPod.SYNCED;
        };
        pod.run(engine);
        pod.run(engine);
        assertThat(pod.progress().attempt()).isEqualTo(2);
    }

    @Test
    void rowsThatDifferAreToldAsNumbersAndNeverAsKeys() {
        TableName pages = new TableName("public", "pages");
        NamedRows rows = new NamedRows(
                pages,
                List.of("email"),
                List.of(
                        new NamedRow("ada@example.org", Kind.Differs, 1),
                        new NamedRow("grace@example.org", Kind.OnlyOnTarget, 1)),
                true);
        SyncException cause = SyncException.of(Reason.VerificationFailed, "table pages", "1 of 2 differ", Fix.NONE)
                .naming(List.of(rows));
        pod.run((_, sink, _) -> {
            sink.report(WorkerPod.progress(Phase.Failed, 47));
            return new SyncOutcome.RolledBack(Phase.Verifying, cause);
        });
        assertThat(pod.progress().differences())
                .containsExactly(new ProgressStatus.Differences("public.pages", 1, 0, 1, 0, true));
        assertThat(Serialization.asJson(pod.existing())).doesNotContain("example.org");
    }

    // failure 42: watching a run harms it
    @Test
    void anApiServerThatIsGoneIsNotFeltByTheSync() {
        SyncRunner engine = (_, sink, _) -> {
            pod.close();
            sink.report(WorkerPod.progress(Phase.Copying, 10));
            return WorkerPod.SYNCED;
        };
        assertThat(pod.run(engine)).isZero();
    }

    private @Nullable Phase phase() {
        ProgressStatus progress = pod.progressIfAny();
        return progress == null ? null : progress.phase();
    }
}
