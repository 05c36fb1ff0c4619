package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatusPastRunBuilder;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Labels;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands that show what is on a cluster, as a person types them.
class ClusterReadCommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClusterCli cluster = new ClusterCli();

    @BeforeEach
    void createSync() {
        cluster.createSync();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void statusListsTheSyncsOfANamespaceOrOfAll() {
        assertThat(cluster.dbsync("status", "-n", "knowledge")).isZero();
        assertThat(cluster.out().lines().toList()).hasSize(2).first().asString().startsWith("NAME");
        assertThat(cluster.dbsync("status", "-A")).isZero();
        assertThat(cluster.out()).contains("NAMESPACE", "knowledge   kb");
    }

    @Test
    void statusWritesTheFormatsOfKubectl() {
        assertThat(cluster.dbsync("status", "-n", "knowledge", "-o", "name")).isZero();
        assertThat(cluster.out().strip()).isEqualTo("databasesync.databasesync.io/kb");
        assertThat(cluster.dbsync("status", "kb", "-n", "knowledge", "-o", "yaml"))
                .isZero();
        assertThat(cluster.out()).contains("kind: \"DatabaseSync\"", "name: \"kb\"");
        assertThat(cluster.dbsync("status", "-n", "knowledge", "-o", "json")).isZero();
        assertThat(cluster.out()).contains("\"kind\":\"List\"");
    }

    @Test
    void runsAreListedWithWhoAskedForThem() {
        cluster.runs.start("kb", Operation.Sync, "ada");
        cluster.runs.start("kb", Operation.Sync, "grace");
        assertThat(cluster.dbsync("runs", "kb", "-n", "knowledge", "-o", "wide"))
                .isZero();
        assertThat(cluster.out().lines().toList()).hasSize(3);
        assertThat(cluster.out()).contains("ada", "grace");
    }

    @Test
    void whatTheOperatorSaidIsOutdatedOnceThePodIsFurther() {
        DatabaseSyncRun run = cluster.runs.start("kb", Operation.Sync, "ada");
        cluster.client.resource(run).editStatus(found -> {
            found.setStatus(DatabaseSyncRunStatus.NONE
                    .withPhase(Phase.Pending)
                    .withMessage("waiting for the pod to start")
                    .withProgress(ProgressStatusBuilder.builder()
                            .phase(Phase.Copying)
                            .message("Copying public.t")
                            .build()));
            return found;
        });
        assertThat(cluster.dbsync("runs", "-n", "knowledge", "-o", "wide")).isZero();
        assertThat(cluster.out()).contains("Copying public.t").doesNotContain("waiting for the pod");
    }

    @Test
    void historyIsTheOneOfTheStatusWhichOutlivesTheRuns() throws IOException {
        cluster.client.resource(cluster.sync()).editStatus(sync -> {
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
        assertThat(cluster.dbsync("history", "kb", "-n", "knowledge")).isZero();
        assertThat(cluster.out())
                .contains("kb-2", "Verify", "VerificationFailed", "42 s", "schedule: scheduled for noon");
        assertThat(cluster.dbsync("history", "kb", "-n", "knowledge", "-o", "json"))
                .isZero();
        assertThat(new ObjectMapper()
                        .readTree(cluster.out())
                        .at("/items/0/seconds")
                        .asDouble())
                .isEqualTo(42);
        assertThat(cluster.dbsync("history", "kb", "-n", "knowledge", "-o", "yaml"))
                .isZero();
        assertThat(cluster.out()).startsWith("items:\n- name: \"kb-2\"");
        assertThat(cluster.dbsync("history", "kb", "--direction", "local-to-remote"))
                .isEqualTo(1);
        assertThat(cluster.err()).contains("leave one of the two out");
    }

    @Test
    void aLogIsFollowedPodAfterPodUntilTheRunHasEnded() {
        String run =
                cluster.runs.start("kb", Operation.Sync, null).getMetadata().getName();
        pod(run, "first", "2026-01-12T10:00:00Z");
        cluster.kubernetes.log("first", "first line\nsecond \u001b[31mline\n");
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> cluster.dbsync("logs", run, "-f", "-n", "knowledge"));
        await().atMost(PATIENCE).until(() -> cluster.out().contains("second"));
        assertThat(code).isNotDone();
        cluster.kubernetes.log("second", "of the next pod\n");
        pod(run, "second", "2026-01-12T10:01:00Z");
        await().atMost(PATIENCE).until(() -> cluster.out().contains("of the next pod"));
        cluster.settle(cluster.runs.get(run), RunResult.Succeeded, "Succeeded");
        assertThat(code.join()).isZero();
        assertThat(cluster.out()).isEqualToNormalizingNewlines("first line\nsecond ?[31mline\nof the next pod\n");
    }

    @Test
    void watchingAnIdleSyncShowsItAndEnds() {
        cluster.client.resource(cluster.sync()).editStatus(sync -> {
            sync.setStatus(DatabaseSyncStatus.NONE.withPhase("Idle").withMessage("nothing to do"));
            return sync;
        });
        assertThat(cluster.dbsync("status", "kb", "-w", "-n", "knowledge")).isZero();
        assertThat(cluster.out()).contains("Idle", "nothing to do");
    }

    @Test
    void watchingNeedsAName() {
        assertThat(cluster.dbsync("status", "-w")).isEqualTo(1);
        assertThat(cluster.err()).contains("--watch shows one sync; add its name");
    }

    @Test
    void aRunWithoutAPodHasNoLog() {
        String run =
                cluster.runs.start("kb", Operation.Sync, null).getMetadata().getName();
        assertThat(cluster.dbsync("logs", run, "-n", "knowledge")).isEqualTo(1);
        assertThat(cluster.err()).contains("has no pod, so there is no log");
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs", "logs -f"})
    void aCancelledRunSaysWhereItsLogWent(String verb) {
        DatabaseSyncRun run = cluster.runs.start("kb", Operation.Sync, null);
        cluster.client.resource(run).editStatus(found -> {
            found.setStatus(DatabaseSyncRunStatus.NONE
                    .withResult(RunResult.Cancelled)
                    .withProgress(ProgressStatusBuilder.builder()
                            .phase(Phase.Copying)
                            .percent(47)
                            .message("Copying public.pages")
                            .build()));
            return found;
        });
        String typed = "%s %s -n knowledge".formatted(verb, run.getMetadata().getName());
        assertThat(cluster.dbsync(typed.split(" "))).isEqualTo(1);
        assertThat(cluster.err())
                .contains(
                        "was cancelled: its pod was deleted, and the log with it",
                        "it reported last: Copying, 47 %: Copying public.pages",
                        "dbsync events kb -n knowledge");
    }

    @Test
    void eventsOfASyncAndItsRunsAreListed() {
        cluster.client
                .v1()
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
        assertThat(cluster.dbsync("events", "kb", "-n", "knowledge")).isZero();
        assertThat(cluster.out()).contains("Published", "DatabaseSync/kb", "all tables are there");
    }

    private void pod(String run, String name, String created) {
        cluster.client
                .pods()
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
}
