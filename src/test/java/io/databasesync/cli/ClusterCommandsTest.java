package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatusPastRunBuilder;
import io.databasesync.api.Endpoint;
import io.databasesync.api.RunResult;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.Terminal;
import io.databasesync.cluster.Runs;
import io.databasesync.contract.Labels;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The verbs for a cluster, as a person types them.
class ClusterCommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient client = kubernetes.client();
    private final Runs runs = new Runs(client, "knowledge");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void createSync() {
        DatabaseSync sync = new DatabaseSync();
        sync.setMetadata(new ObjectMetaBuilder()
                .withNamespace("knowledge")
                .withName("kb")
                .build());
        sync.setSpec(DatabaseSyncSpec.of(Direction.RemoteToLocal, end("a"), end("b")));
        client.resource(sync).create();
    }

    @AfterEach
    void close() {
        kubernetes.close();
    }

    @Test
    void statusListsTheSyncsOfANamespaceOrOfAll() {
        assertThat(dbsync("status", "-n", "knowledge")).isZero();
        assertThat(out.toString().lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("NAME");
        assertThat(dbsync("status", "-A")).isZero();
        assertThat(out.toString()).contains("NAMESPACE", "knowledge   kb");
    }

    @Test
    void statusWritesTheFormatsOfKubectl() {
        assertThat(dbsync("status", "-n", "knowledge", "-o", "name")).isZero();
        assertThat(out.toString().strip()).isEqualTo("databasesync.databasesync.io/kb");
        assertThat(dbsync("status", "kb", "-n", "knowledge", "-o", "yaml")).isZero();
        assertThat(out.toString()).contains("kind: \"DatabaseSync\"", "name: \"kb\"");
        assertThat(dbsync("status", "-n", "knowledge", "-o", "json")).isZero();
        assertThat(out.toString()).contains("\"kind\":\"List\"");
    }

    @Test
    void aSuspendedSyncIsResumed() {
        assertThat(dbsync("suspend", "kb", "-n", "knowledge")).isZero();
        assertThat(sync().getSpec().suspend()).isTrue();
        assertThat(dbsync("resume", "kb", "-n", "knowledge")).isZero();
        assertThat(sync().getSpec().suspend()).isFalse();
    }

    @Test
    void aRunIsStartedAndCancelled() {
        assertThat(dbsync("run", "kb", "-n", "knowledge", "--no-wait")).isZero();
        String run = out.toString().strip();
        assertThat(runs.get(run).getSpec().operation()).isEqualTo(Operation.Sync);
        assertThat(dbsync("cancel", run, "-n", "knowledge")).isZero();
        assertThat(runs.get(run).getSpec().cancelled()).isTrue();
    }

    @Test
    void aNameMakesVerifyARunOnTheCluster() {
        assertThat(dbsync("verify", "kb", "-n", "knowledge", "--no-wait")).isZero();
        assertThat(runs.get(out.toString().strip()).getSpec().operation()).isEqualTo(Operation.Verify);
    }

    @Test
    void aNameAndTheDatabasesOfTheTerminalAreRefusedTogether() {
        assertThat(dbsync("verify", "kb", "--direction", "local-to-remote")).isEqualTo(1);
        assertThat(err.toString())
                .contains("--direction is for the databases of this terminal, and kb names a DatabaseSync");
        assertThat(dbsync("plan", "--direction", "local-to-remote", "-n", "knowledge"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--namespace is for a DatabaseSync of a cluster; add its name");
        assertThat(runs.list()).isEmpty();
    }

    @Test
    void aRollbackOnTheClusterIsConfirmed() {
        assertThat(dbsync("rollback", "kb", "-n", "knowledge")).isEqualTo(1);
        assertThat(err.toString()).contains("--skip-confirm");
        assertThat(runs.list()).isEmpty();
    }

    @Test
    void aFollowedRunEndsWithItsCodeAndPlainLines() {
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> dbsync("run", "kb", "-n", "knowledge"));
        DatabaseSyncRun run = started(code);
        settle(run, RunResult.Failed, "VerificationFailed");
        assertThat(code.join()).isEqualTo(4);
        assertThat(err.toString()).contains("Started run " + run.getMetadata().getName(), "Failed 0 %");
    }

    @Test
    void runsAreListedWithWhoAskedForThem() {
        runs.start("kb", Operation.Sync, "ada");
        runs.start("kb", Operation.Sync, "grace");
        assertThat(dbsync("runs", "kb", "-n", "knowledge", "-o", "wide")).isZero();
        assertThat(out.toString().lines().toList()).hasSize(3);
        assertThat(out.toString()).contains("ada", "grace");
    }

    @Test
    void historyIsTheOneOfTheStatusWhichOutlivesTheRuns() throws IOException {
        client.resource(sync()).editStatus(sync -> {
            sync.setStatus(DatabaseSyncStatus.NONE.withHistory(List.of(DatabaseSyncStatusPastRunBuilder.builder()
                    .name("kb-2")
                    .operation(Operation.Verify)
                    .result(RunResult.Failed)
                    .reason("VerificationFailed")
                    .requestedBy("schedule: scheduled for noon")
                    .startedAt(Instant.parse("2026-01-12T10:00:00Z"))
                    .finishedAt(Instant.parse("2026-01-12T10:00:42Z"))
                    .build())));
            return sync;
        });
        assertThat(dbsync("history", "kb", "-n", "knowledge")).isZero();
        assertThat(out.toString())
                .contains("kb-2", "Verify", "VerificationFailed", "42 s", "schedule: scheduled for noon");
        assertThat(dbsync("history", "kb", "-n", "knowledge", "-o", "json")).isZero();
        assertThat(new ObjectMapper()
                        .readTree(out.toString())
                        .at("/items/0/seconds")
                        .asDouble())
                .isEqualTo(42);
        assertThat(dbsync("history", "kb", "-n", "knowledge", "-o", "yaml")).isZero();
        assertThat(out.toString()).startsWith("items:\n- name: \"kb-2\"");
        assertThat(dbsync("history", "kb", "--direction", "local-to-remote")).isEqualTo(1);
        assertThat(err.toString()).contains("leave one of the two out");
    }

    @Test
    void aProgramGetsTheWholeRun() throws IOException {
        assertThat(dbsync("plan", "kb", "-n", "knowledge", "--no-wait", "-o", "json"))
                .isZero();
        assertThat(new ObjectMapper()
                        .readTree(out.toString())
                        .at("/spec/operation")
                        .asText())
                .isEqualTo("Plan");
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> dbsync("run", "kb", "-n", "knowledge", "-o", "yaml"));
        DatabaseSyncRun run = started(code, 2);
        settle(run, RunResult.Failed, "VerificationFailed");
        assertThat(code.join()).isEqualTo(4);
        assertThat(out.toString()).contains("kind: \"DatabaseSyncRun\"", "reason: \"VerificationFailed\"");
        assertThat(err.toString()).contains("run " + run.getMetadata().getName() + ": Failed");
    }

    @Test
    void aLogIsFollowedPodAfterPodUntilTheRunHasEnded() {
        String run = runs.start("kb", Operation.Sync, null).getMetadata().getName();
        pod(run, "first", "2026-01-12T10:00:00Z");
        kubernetes.log("first", "first line\nsecond \u001b[31mline\n");
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> dbsync("logs", run, "-f", "-n", "knowledge"));
        await().atMost(PATIENCE).until(() -> out.toString().contains("second"));
        assertThat(code).isNotDone();
        kubernetes.log("second", "of the next pod\n");
        pod(run, "second", "2026-01-12T10:01:00Z");
        await().atMost(PATIENCE).until(() -> out.toString().contains("of the next pod"));
        settle(runs.get(run), RunResult.Succeeded, "Succeeded");
        assertThat(code.join()).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("first line\nsecond ?[31mline\nof the next pod\n");
    }

    @Test
    void watchingAnIdleSyncShowsItAndEnds() {
        client.resource(sync()).editStatus(sync -> {
            sync.setStatus(DatabaseSyncStatus.NONE.withPhase("Idle").withMessage("nothing to do"));
            return sync;
        });
        assertThat(dbsync("status", "kb", "-w", "-n", "knowledge")).isZero();
        assertThat(out.toString()).contains("Idle", "nothing to do");
    }

    @Test
    void watchingNeedsAName() {
        assertThat(dbsync("status", "-w")).isEqualTo(1);
        assertThat(err.toString()).contains("--watch shows one sync; add its name");
    }

    @Test
    void aRunWithoutAPodHasNoLog() {
        String run = runs.start("kb", Operation.Sync, null).getMetadata().getName();
        assertThat(dbsync("logs", run, "-n", "knowledge")).isEqualTo(1);
        assertThat(err.toString()).contains("has no pod, so there is no log");
    }

    @Test
    void eventsOfASyncAndItsRunsAreListed() {
        client.v1()
                .events()
                .inNamespace("knowledge")
                .resource(new io.fabric8.kubernetes.api.model.EventBuilder()
                        .withNewMetadata()
                        .withNamespace("knowledge")
                        .withName("kb.1")
                        .endMetadata()
                        .withReason("Published")
                        .withMessage("all tables are there")
                        .withNewInvolvedObject()
                        .withKind("DatabaseSync")
                        .withName("kb")
                        .endInvolvedObject()
                        .build())
                .create();
        assertThat(dbsync("events", "kb", "-n", "knowledge")).isZero();
        assertThat(out.toString()).contains("Published", "DatabaseSync/kb", "all tables are there");
    }

    @Test
    void aShellGetsItsCompletion() {
        assertThat(dbsync("generate-completion")).isZero();
        assertThat(out.toString()).contains("complete -F _complete_dbsync", "suspend");
    }

    private void pod(String run, String name, String created) {
        client.pods()
                .inNamespace("knowledge")
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("knowledge")
                        .withName(name)
                        .withCreationTimestamp(created)
                        .addToLabels(Labels.RUN, run)
                        .endMetadata()
                        .withNewStatus()
                        .withPhase("Succeeded")
                        .endStatus()
                        .build())
                .create();
    }

    private DatabaseSyncRun started(CompletableFuture<Integer> code) {
        return started(code, 1);
    }

    /// @param many how many runs there are then
    private DatabaseSyncRun started(CompletableFuture<Integer> code, int many) {
        List<DatabaseSyncRun> all = runs.list();
        while (all.size() < many && !code.isDone()) {
            all = runs.list();
        }
        return all.stream()
                .filter(run -> run.getSpec().operation() == Operation.Sync)
                .findFirst()
                .orElseGet(all::getFirst);
    }

    private void settle(DatabaseSyncRun run, RunResult result, String reason) {
        client.resource(run).editStatus(found -> {
            found.setStatus(DatabaseSyncRunStatus.NONE
                    .withPhase(Phase.valueOf(result.name()))
                    .withResult(result)
                    .withReason(reason));
            return found;
        });
    }

    private DatabaseSync sync() {
        return Objects.requireNonNull(client.resources(DatabaseSync.class)
                .inNamespace("knowledge")
                .withName("kb")
                .get());
    }

    private int dbsync(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Terminal terminal = new Terminal(false, Optional::empty, System.err);
        Invocation invocation = new Invocation(Map.of(), Path.of(""), terminal, (_, _, _) -> {
            throw new IllegalStateException("the engine of this terminal runs nothing");
        });
        return Main.commandLine(invocation, _ -> kubernetes.newClient())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private static Endpoint end(String secret) {
        return new Endpoint(null, null, null, null, new Endpoint.UriSecret(secret, null), null, null, null);
    }
}
