package io.databasesync.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Endpoint;
import io.databasesync.api.Identities;
import io.databasesync.api.RunProgress;
import io.databasesync.api.RunResult;
import io.databasesync.api.TerminationMessage;
import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerTest {
    private static final String NAMESPACE = "knowledge";
    private static final String RUN = "kb-1";
    private static final SyncOutcome SYNCED = new SyncOutcome.Synced(
            Mode.Swap,
            List.of(new SyncOutcome.VerifiedTable(new TableName("public", "pages"), 218_714)),
            1_400_000_000,
            Duration.ofSeconds(42),
            List.of("dbsync_prev.pages"),
            "Counts: 1 tables, 218714 rows equal",
            List.of(),
            List.of());

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient client = kubernetes.client();
    private final List<SyncRequest> requests = new ArrayList<>();
    private final Path root;

    WorkerTest(@TempDir Path root) {
        this.root = root;
    }

    @BeforeEach
    void mountSecrets() throws IOException {
        for (String side : List.of("local", "remote")) {
            Path folder = Files.createDirectories(root.resolve("etc/databasesync/" + side));
            Files.writeString(folder.resolve("uri"), "postgresql://app:s3cr3t@%s-db:5432/kb".formatted(side));
        }
        client.resource(run(Direction.RemoteToLocal)).create();
    }

    @AfterEach
    void stopKubernetes() {
        kubernetes.close();
    }

    @Test
    void aRunBecomesARequestAndItsEndTheLastWords() throws IOException {
        assertThat(worker(ending(SYNCED)).run(NAMESPACE, RUN)).isZero();
        SyncRequest request = requests.getFirst();
        assertThat(request.syncId()).isEqualTo(existing().getMetadata().getUid());
        assertThat(request.source().toString()).isEqualTo("kb@remote-db:5432");
        assertThat(request.target().toString()).isEqualTo("kb@local-db:5432");
        assertThat(request.requestedBy()).isEqualTo("knowledge/kb-1");
        TerminationMessage words = lastWords();
        assertThat(words.result()).isEqualTo(RunResult.Succeeded);
        assertThat(words.rows()).isEqualTo(218_714);
        assertThat(words.durationSeconds()).isEqualTo(42);
        assertThat(Objects.requireNonNull(words.verification()).tables()).isEqualTo(1);
    }

    @Test
    void aComparisonSaysWhatWasEqualAndThatNothingWasWritten() throws IOException {
        SyncOutcome verified = new SyncOutcome.Verified(
                List.of(new SyncOutcome.VerifiedTable(new TableName("public", "pages"), 7)),
                Duration.ofSeconds(3),
                List.of());
        assertThat(worker(ending(verified)).run(NAMESPACE, RUN)).isZero();
        assertThat(lastWords().result()).isEqualTo(RunResult.Succeeded);
        assertThat(lastWords().message()).contains("checksum", "nothing was written");
        assertThat(lastWords().rows()).as("rows that were replaced").isNull();
        assertThat(Objects.requireNonNull(lastWords().verification()).method()).isEqualTo("Checksum");
    }

    @Test
    void progressIsVisibleAtOnceWhenThePhaseChangesAndNothingElseIsWritten() {
        CountDownLatch seen = new CountDownLatch(1);
        SyncRunner engine = (_, sink, _) -> {
            sink.report(progress(Phase.Validating, 0));
            sink.report(progress(Phase.Copying, 47));
            awaitQuietly(seen);
            return SYNCED;
        };
        CompletableFuture<Integer> exit = start(worker(engine));
        await().atMost(Duration.ofSeconds(10)).until(() -> phase() == Phase.Copying);
        seen.countDown();
        assertThat(exit.join()).isZero();
        RunProgress progress = Objects.requireNonNull(progress());
        assertThat(progress.percent()).isEqualTo(47);
        assertThat(progress.attempt()).isEqualTo(1);
        assertThat(progress.current()).containsExactly("public.pages ?[2J");
        assertThat(progress.heartbeat()).isNotNull();
        assertThat(Objects.requireNonNull(existing().getStatus()).phase()).isNull();
    }

    @Test
    void whatWasReportedLastIsWrittenBeforeTheWorkerEnds() {
        SyncRunner engine = (_, sink, _) -> {
            for (int percent = 0; percent <= 100; percent++) {
                sink.report(progress(Phase.Copying, percent));
            }
            return SYNCED;
        };
        worker(engine).run(NAMESPACE, RUN);
        assertThat(Objects.requireNonNull(progress()).percent()).isEqualTo(100);
    }

    @Test
    void theNextPodCountsOn() {
        SyncRunner engine = (_, sink, _) -> {
            sink.report(progress(Phase.Copying, 10));
            return SYNCED;
        };
        worker(engine).run(NAMESPACE, RUN);
        worker(engine).run(NAMESPACE, RUN);
        assertThat(Objects.requireNonNull(progress()).attempt()).isEqualTo(2);
    }

    // failure 42: watching a run harms it
    @Test
    void anApiServerThatIsGoneIsNotFeltByTheSync() {
        SyncRunner engine = (_, sink, _) -> {
            kubernetes.close();
            sink.report(progress(Phase.Copying, 10));
            return SYNCED;
        };
        assertThat(worker(engine).run(NAMESPACE, RUN)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "InvalidSpec, 1",
        "AuthenticationFailed, 2",
        "CopyFailed, 3",
        "VerificationFailed, 4",
        "Cancelled, 5",
        "EndpointReadOnly, 6",
        "InternalError, 70",
        "ConnectionFailed, 75",
        "HostNotFound, 75",
        "ConnectionRefused, 75",
        "TlsFailed, 2",
        "ConnectionLost, 75",
        "TargetLocked, 75"
    })
    void theExitCodeSaysWhetherAnotherAttemptIsWorthIt(Reason reason, int exitCode) throws IOException {
        SyncException cause = new SyncException(reason, "found \u001b[31mthis; run: that", "42501", null);
        assertThat(worker(ending(new SyncOutcome.RolledBack(Phase.Copying, cause)))
                        .run(NAMESPACE, RUN))
                .isEqualTo(exitCode);
        assertThat(lastWords().reason()).isEqualTo(reason);
        assertThat(lastWords().phase()).isEqualTo(Phase.Copying);
        assertThat(lastWords().sqlState()).isEqualTo("42501");
        assertThat(lastWords().message()).isEqualTo("found ?[31mthis; run: that");
    }

    @Test
    void aBugIsReportedAsOneAndNotThrown() throws IOException {
        SyncRunner engine = (_, _, _) -> {
            throw new IllegalStateException("index out of sync");
        };
        assertThat(worker(engine).run(NAMESPACE, RUN)).isEqualTo(70);
        assertThat(lastWords().reason()).isEqualTo(Reason.InternalError);
    }

    @Test
    void aCancelledRunEndsForGood() throws IOException {
        client.resource(existing()).edit(run -> {
            run.setSpec(new DatabaseSyncRunSpec(
                    "kb", Operation.Sync, null, true, null, run.getSpec().template()));
            return run;
        });
        assertThat(stopAfter(() -> {})).isEqualTo(5);
        assertThat(lastWords().result()).isEqualTo(RunResult.Cancelled);
    }

    @Test
    void aDeletedRunEndsForGood() {
        assertThat(stopAfter(() -> client.resource(existing()).delete())).isEqualTo(5);
    }

    @Test
    void aDrainedPodLeavesTheRunToTheNextOne() throws IOException {
        assertThat(stopAfter(() -> {})).isEqualTo(75);
        assertThat(lastWords().result()).isEqualTo(RunResult.Failed);
        assertThat(lastWords().message()).contains("nobody cancelled the run");
    }

    @Test
    void theEngineHearsWhetherThePodIsDrainedOrTheRunCancelled() {
        AtomicReference<@Nullable Boolean> drained = new AtomicReference<>();
        assertThat(stopAfter(() -> {}, drained)).isEqualTo(75);
        assertThat(drained).hasValue(true);
        assertThat(stopAfter(() -> client.resource(existing()).delete(), drained))
                .isEqualTo(5);
        assertThat(drained).hasValue(false);
    }

    @Test
    void anotherAttemptGoesOnWithWhatAnInterruptedOneLeaves() throws IOException {
        SyncException lost = new SyncException(Reason.ConnectionLost, "the source went away");
        assertThat(worker(ending(new SyncOutcome.Interrupted(Phase.Copying, lost)))
                        .run(NAMESPACE, RUN))
                .isEqualTo(75);
        assertThat(requests.getFirst().resumable()).isTrue();
        assertThat(lastWords().reason()).isEqualTo(Reason.ConnectionLost);
        assertThat(lastWords().message()).isEqualTo("the source went away; what is copied is left to the next attempt");
    }

    @Test
    void aResumedRunSaysHowManyTablesItKept() throws IOException {
        SyncOutcome outcome = new SyncOutcome.Synced(
                Mode.Swap,
                List.of(
                        new SyncOutcome.VerifiedTable(new TableName("public", "a"), 1),
                        new SyncOutcome.VerifiedTable(new TableName("public", "b"), 2)),
                0,
                Duration.ZERO,
                List.of(),
                "Counts",
                List.of(),
                List.of(new TableName("public", "b")));
        assertThat(worker(ending(outcome)).run(NAMESPACE, RUN)).isZero();
        assertThat(lastWords().message()).contains("equal; 1 of them kept from an earlier attempt, 1 copied;");
    }

    /// When a sync is deleted, the role goes before the pod does.
    @Test
    void aRunWhoseRightsAreGoneIsOver() {
        assertThat(stopAfter(kubernetes::forbidReading)).isEqualTo(5);
    }

    @Test
    void anApiServerThatDoesNotAnswerIsTakenForADrain() {
        assertThat(stopAfter(kubernetes::close)).isEqualTo(75);
    }

    @Test
    void aRunThatIsGoneIsCancelled() {
        assertThat(worker(ending(SYNCED)).run(NAMESPACE, "no-such-run")).isEqualTo(5);
        assertThat(requests).isEmpty();
    }

    @Test
    void aSecretWithoutItsKeyIsNamedWithIt() throws IOException {
        Files.delete(root.resolve("etc/databasesync/remote/uri"));
        assertThat(worker(ending(SYNCED)).run(NAMESPACE, RUN)).isEqualTo(2);
        assertThat(lastWords().reason()).isEqualTo(Reason.InvalidSecret);
        assertThat(lastWords().message()).contains("spec.remote.uriSecret kb-remote has no uri");
    }

    @ParameterizedTest
    @CsvSource({
        "protection, Sealed, spec.template.remote.protection",
        "onlySchema, public, spec.template.remote.onlySchema"
    })
    void aTemplateWithSomethingUnknownIsRefusedInsteadOfReadInPart(String field, String value, String named)
            throws IOException {
        GenericKubernetesResource run = raw();
        Map<String, Object> remote = Objects.requireNonNull(run.get("spec", "template", "remote"));
        remote.put(field, value);
        client.resource(run).update();
        assertThat(worker(ending(SYNCED)).run(NAMESPACE, RUN)).isEqualTo(1);
        assertThat(requests).isEmpty();
        assertThat(lastWords().reason()).isEqualTo(Reason.InvalidSpec);
        assertThat(lastWords().message()).contains("knowledge/kb-1", named);
    }

    @Test
    void quantitiesAndOtherTypesOfKubernetesAreKnown() {
        GenericKubernetesResource run = raw();
        Map<String, Object> template = Objects.requireNonNull(run.get("spec", "template"));
        template.put(
                "worker",
                Map.of(
                        "resources", Map.of("limits", Map.of("memory", "1Gi")),
                        "tolerations", List.of(Map.of("key", "db", "operator", "Exists"))));
        client.resource(run).update();
        assertThat(worker(ending(SYNCED)).run(NAMESPACE, RUN)).isZero();
    }

    @Test
    void theHistoryHearsWhyTheRunWasAskedFor() {
        client.resource(existing()).edit(run -> {
            run.setSpec(new DatabaseSyncRunSpec(
                    "kb", Operation.Sync, "nightly", null, null, run.getSpec().template()));
            return run;
        });
        worker(ending(SYNCED)).run(NAMESPACE, RUN);
        assertThat(requests.getFirst().requestedBy()).isEqualTo("knowledge/kb-1 (nightly)");
    }

    @Test
    void aRollbackSaysWhichRunItUndid() throws IOException {
        SyncOutcome outcome = new SyncOutcome.Restored(
                "sync-7",
                List.of(new SyncOutcome.VerifiedTable(new TableName("public", "pages"), 12)),
                Duration.ofSeconds(3),
                List.of("dbsync_prev_1"),
                List.of());
        assertThat(worker(ending(outcome)).run(NAMESPACE, RUN)).isZero();
        assertThat(lastWords().message()).contains("run sync-7 rolled back", "12 rows", "dbsync_prev_1");
        assertThat(lastWords().verification()).isNull();
    }

    @Test
    void warningsOfARunThatSucceededAreToldHoweverManyThereAre() throws IOException {
        List<String> warnings = IntStream.range(0, 500)
                .mapToObj("foreign key fk_%d of public.other does not hold\u001b[31m"::formatted)
                .toList();
        SyncOutcome outcome = new SyncOutcome.Synced(
                Mode.Swap, List.of(), 0, Duration.ZERO, List.of("dbsync_prev_1"), "Counts", warnings, List.of());
        assertThat(worker(ending(outcome)).run(NAMESPACE, RUN)).isZero();
        assertThat(lastWords().message()).contains("dbsync_prev_1", "fk_0 of public.other does not hold?[31m");
        assertThat(Files.size(root.resolve("termination-log"))).isLessThanOrEqualTo(4096);
    }

    /// Stops the worker while its engine works, as the kubelet would.
    private int stopAfter(Runnable happening) {
        return stopAfter(happening, new AtomicReference<>());
    }

    private int stopAfter(Runnable happening, AtomicReference<@Nullable Boolean> drained) {
        CountDownLatch working = new CountDownLatch(1);
        Worker worker = worker((_, _, cancellation) -> {
            working.countDown();
            await().until(cancellation::requested);
            drained.set(cancellation.drained());
            return new SyncOutcome.RolledBack(Phase.Copying, new SyncException(Reason.Cancelled, "cancelled"));
        });
        CompletableFuture<Integer> exit = start(worker);
        awaitQuietly(working);
        happening.run();
        worker.stop();
        return exit.join();
    }

    /// On a thread of its own: the HTTP client needs those of the common pool.
    private static CompletableFuture<Integer> start(Worker worker) {
        return CompletableFuture.supplyAsync(
                () -> worker.run(NAMESPACE, RUN),
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private Worker worker(SyncRunner engine) {
        SyncRunner recording = (SyncRequest request, ProgressSink sink, Cancellation cancellation) -> {
            requests.add(request);
            return engine.run(request, sink, cancellation);
        };
        return new Worker(client, recording, root, root.resolve("termination-log"), Identities.NONE);
    }

    private static SyncRunner ending(SyncOutcome outcome) {
        return (_, _, _) -> outcome;
    }

    private TerminationMessage lastWords() throws IOException {
        return TerminationMessage.parse(Files.readString(root.resolve("termination-log")))
                .orElseThrow();
    }

    private DatabaseSyncRun existing() {
        return client.resources(DatabaseSyncRun.class)
                .inNamespace(NAMESPACE)
                .withName(RUN)
                .get();
    }

    private GenericKubernetesResource raw() {
        return client.genericKubernetesResources(
                        HasMetadata.getApiVersion(DatabaseSyncRun.class), HasMetadata.getKind(DatabaseSyncRun.class))
                .inNamespace(NAMESPACE)
                .withName(RUN)
                .get();
    }

    private @Nullable RunProgress progress() {
        var status = existing().getStatus();
        return status == null ? null : status.progress();
    }

    private @Nullable Phase phase() {
        RunProgress progress = progress();
        return progress == null ? null : progress.phase();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Progress progress(Phase phase, int percent) {
        return new Progress(
                phase,
                percent,
                new Count(8, 17),
                new Count(50_000, 218_714),
                new Count(1_000, 2_000),
                100,
                new Count(0, 21),
                List.of("public.pages \u001b[2J"),
                null,
                "copying");
    }

    static DatabaseSyncRun run(Direction direction) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(
                new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(RUN).build());
        DatabaseSyncSpec template = new DatabaseSyncSpec(
                direction,
                uri("kb-local"),
                uri("kb-remote"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        run.setSpec(new DatabaseSyncRunSpec("kb", Operation.Sync, null, null, null, template));
        return run;
    }

    private static Endpoint uri(String secret) {
        return new Endpoint(null, null, null, null, new Endpoint.UriSecret(secret, null), null, null, null);
    }
}
