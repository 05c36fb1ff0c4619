package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatusBuilder;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Endpoint;
import io.databasesync.api.RunResult;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What can be had of a cluster, without a terminal.
class RunsTest {
    private static final String NAMESPACE = "knowledge";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient client = kubernetes.client();
    private final Runs runs = new Runs(client, NAMESPACE);
    private final Syncs syncs = new Syncs(client, NAMESPACE);

    @BeforeEach
    void createSync() {
        DatabaseSync sync = new DatabaseSync();
        sync.setMetadata(
                new ObjectMetaBuilder().withNamespace(NAMESPACE).withName("kb").build());
        sync.setSpec(DatabaseSyncSpec.of(Direction.RemoteToLocal, end("a"), end("b")));
        client.resource(sync).create();
    }

    @AfterEach
    void close() {
        kubernetes.close();
    }

    @Test
    void aStartedRunIsOneOfItsSync() {
        DatabaseSyncRun run = runs.start("kb", Operation.Verify, "a test");
        assertThat(run.getSpec().operation()).isEqualTo(Operation.Verify);
        assertThat(run.getSpec().requestedBy()).isEqualTo("a test");
        assertThat(run.getMetadata().getName()).matches("kb-[0-9a-f]{8}");
        assertThat(runs.list("kb")).extracting(RunsTest::name).containsExactly(name(run));
        assertThat(runs.list("other")).isEmpty();
    }

    @Test
    void aRunOfASyncThatIsNotThereIsNotStarted() {
        assertRefused(
                Reason.InvalidSpec,
                "namespace knowledge has no DatabaseSync nowhere",
                () -> runs.start("nowhere", Operation.Sync, null));
        assertThat(runs.list("nowhere")).isEmpty();
    }

    @Test
    void syncsAreListedByName() {
        assertThat(syncs.list())
                .extracting(sync -> sync.getMetadata().getName())
                .containsExactly("kb");
    }

    @Test
    void aCancelledRunIsCancelledHoweverOftenItIsAsked() {
        String run = name(runs.start("kb", Operation.Sync, null));
        assertThat(runs.cancel(run).getSpec().cancelled()).isTrue();
        assertThat(runs.cancel(run).getSpec().cancelled()).isTrue();
    }

    @Test
    void aRunThatHasEndedCannotBeCancelled() {
        String run = name(runs.start("kb", Operation.Sync, null));
        end(run, RunResult.Succeeded);
        assertRefused(Reason.InvalidSpec, "has ended (Succeeded)", () -> runs.cancel(run));
        assertThat(runs.get(run).getSpec().cancelled()).isFalse();
    }

    @Test
    void aRunThatIsNotThereIsNamedWithItsNamespace() {
        assertRefused(Reason.InvalidSpec, "namespace knowledge has no DatabaseSyncRun gone", () -> runs.cancel("gone"));
        assertRefused(
                Reason.InvalidSpec,
                "namespace knowledge has no DatabaseSyncRun gone",
                () -> runs.await("gone", PATIENCE));
    }

    @Test
    void waitingEndsWithTheRun() throws Exception {
        String run = name(runs.start("kb", Operation.Sync, null));
        CompletableFuture<DatabaseSyncRun> ended = new CompletableFuture<>();
        Thread waiter = Thread.ofPlatform()
                .daemon()
                .start(() -> ended.complete(runs.await(run, PATIENCE).orElseThrow()));
        end(run, RunResult.Failed);
        waiter.join(PATIENCE);
        assertThat(Objects.requireNonNull(ended.getNow(new DatabaseSyncRun()).getStatus())
                        .result())
                .isEqualTo(RunResult.Failed);
    }

    @Test
    void waitingHasAnEndWhereTheRunHasNone() {
        String run = name(runs.start("kb", Operation.Sync, null));
        assertThat(runs.await(run, Duration.ofMillis(50))).isEmpty();
    }

    @Test
    void aRunThatIsDeletedHasNoEndToWaitFor() throws Exception {
        String run = name(runs.start("kb", Operation.Sync, null));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread waiter = Thread.ofPlatform().daemon().start(() -> {
            try {
                runs.await(run, PATIENCE);
            } catch (SyncException e) {
                failure.complete(e);
            }
        });
        client.resource(runs.get(run)).delete();
        waiter.join(PATIENCE);
        assertThat(failure.getNow(new AssertionError("no failure")))
                .isInstanceOf(SyncException.class)
                .hasMessageMatching(".*(was deleted before it had ended|has no DatabaseSyncRun).*");
    }

    @Test
    void aClusterThatForbidsItSaysWhichRightIsMissing() {
        kubernetes.forbidReading();
        assertRefused(
                Reason.ForbiddenByCluster,
                "kubectl auth can-i list databasesyncs.databasesync.io -n knowledge",
                syncs::list);
    }

    @Test
    void aClusterWithoutTheCrdsIsNotTakenForOneWithoutTheObject() {
        kubernetes.forgetKinds();
        assertRefused(Reason.InvalidSpec, "install the CRDs of databasesync", () -> syncs.get("kb"));
        assertRefused(Reason.InvalidSpec, "install the CRDs of databasesync", () -> runs.get("kb-1"));
    }

    private static void assertRefused(Reason reason, String message, Runnable verb) {
        assertThatThrownBy(verb::run)
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    private void end(String name, RunResult result) {
        client.resources(DatabaseSyncRun.class)
                .inNamespace(NAMESPACE)
                .withName(name)
                .editStatus(run -> {
                    run.setStatus(DatabaseSyncRunStatusBuilder.builder()
                            .observedGeneration(1L)
                            .phase(Phase.Failed)
                            .result(result)
                            .build());
                    return run;
                });
    }

    private static String name(DatabaseSyncRun run) {
        return run.getMetadata().getName();
    }

    private static Endpoint end(String secret) {
        return Specs.endpoint(secret);
    }
}
