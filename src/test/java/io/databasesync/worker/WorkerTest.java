package io.databasesync.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Endpoint;
import io.databasesync.api.RunProgress;
import io.databasesync.api.RunResult;
import io.databasesync.api.TerminationMessage;
import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Direction;
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
            List.of(new SyncOutcome.VerifiedTable(new TableName("public", "pages"), 218_714)),
            1_400_000_000,
            Duration.ofSeconds(42),
            List.of("dbsync_prev.pages"),
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
        "InvalidSpec, 1", "AuthenticationFailed, 2", "CopyFailed, 3", "VerificationFailed, 4", "Cancelled, 5",
        "EndpointReadOnly, 6", "InternalError, 70", "ConnectionFailed, 75", "ConnectionLost, 75", "TargetLocked, 75"
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
                    "kb", Operation.Sync, null, true, run.getSpec().template()));
            return run;
        });
        assertThat(stopDuring(_ -> {})).isEqualTo(5);
        assertThat(lastWords().result()).isEqualTo(RunResult.Cancelled);
    }

    @Test
    void aDeletedRunEndsForGood() {
        assertThat(stopDuring(_ -> client.resource(existing()).delete())).isEqualTo(5);
    }

    @Test
    void aDrainedPodLeavesTheRunToTheNextOne() throws IOException {
        assertThat(stopDuring(_ -> {})).isEqualTo(75);
        assertThat(lastWords().result()).isEqualTo(RunResult.Failed);
        assertThat(lastWords().message()).contains("nobody cancelled the run");
    }

    @Test
    void anApiServerThatDoesNotAnswerIsTakenForADrain() {
        assertThat(stopDuring(_ -> kubernetes.close())).isEqualTo(75);
    }

    @Test
    void aRunThatIsGoneIsCancelled() {
        assertThat(worker(ending(SYNCED)).run(NAMESPACE, "no-such-run")).isEqualTo(5);
        assertThat(requests).isEmpty();
    }

    @Test
    void aSecretWithoutItsKeyIsTheSpecsFault() throws IOException {
        Files.delete(root.resolve("etc/databasesync/remote/uri"));
        assertThat(worker(ending(SYNCED)).run(NAMESPACE, RUN)).isEqualTo(1);
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
                    "kb", Operation.Sync, "nightly", null, run.getSpec().template()));
            return run;
        });
        worker(ending(SYNCED)).run(NAMESPACE, RUN);
        assertThat(requests.getFirst().requestedBy()).isEqualTo("knowledge/kb-1 (nightly)");
    }

    @Test
    void warningsOfARunThatSucceededAreToldHoweverManyThereAre() throws IOException {
        List<String> warnings = IntStream.range(0, 500)
                .mapToObj("foreign key fk_%d of public.other does not hold\u001b[31m"::formatted)
                .toList();
        SyncOutcome outcome = new SyncOutcome.Synced(List.of(), 0, Duration.ZERO, List.of("dbsync_prev_1"), warnings);
        assertThat(worker(ending(outcome)).run(NAMESPACE, RUN)).isZero();
        assertThat(lastWords().message()).contains("dbsync_prev_1", "fk_0 of public.other does not hold?[31m");
        assertThat(Files.size(root.resolve("termination-log"))).isLessThanOrEqualTo(4096);
    }

    /// Stops the worker while its engine works, as the kubelet would.
    private int stopDuring(java.util.function.Consumer<Cancellation> before) {
        CountDownLatch working = new CountDownLatch(1);
        SyncRunner engine = (_, _, cancellation) -> {
            before.accept(cancellation);
            working.countDown();
            await().until(cancellation::requested);
            return new SyncOutcome.RolledBack(Phase.Copying, new SyncException(Reason.Cancelled, "cancelled"));
        };
        Worker worker = worker(engine);
        CompletableFuture<Integer> exit = start(worker);
        awaitQuietly(working);
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
        return new Worker(client, recording, root, root.resolve("termination-log"));
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
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Progress progress(Phase phase, int percent) {
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

    private static DatabaseSyncRun run(Direction direction) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(
                new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(RUN).build());
        DatabaseSyncSpec template = new DatabaseSyncSpec(
                direction, uri("kb-local"), uri("kb-remote"), null, null, null, null, null, null, null, null);
        run.setSpec(new DatabaseSyncRunSpec("kb", Operation.Sync, null, null, template));
        return run;
    }

    private static Endpoint uri(String secret) {
        return new Endpoint(null, null, null, null, new Endpoint.UriSecret(secret, null), null, null, null);
    }
}
