package io.databasesync.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.Endpoint;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatus.Bytes;
import io.databasesync.api.ProgressStatus.Count;
import io.databasesync.api.ProgressStatus.PhaseStart;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.api.RunResult;
import io.databasesync.cluster.Runs;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dbsync status NAME -w` in a pseudo-terminal: what a person sees while a run on a cluster moves.
class WatchedRunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient client = kubernetes.client();
    private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3600);
    private final Path kubeconfig;
    private DatabaseSyncRun run;

    WatchedRunTest(@TempDir Path folder) {
        kubeconfig = folder.resolve("kubeconfig");
    }

    @BeforeEach
    void startRun() throws IOException {
        Files.writeString(kubeconfig, """
                apiVersion: v1
                kind: Config
                current-context: here
                clusters: [{name: here, cluster: {server: "%s"}}]
                users: [{name: me, user: {token: abc}}]
                contexts: [{name: here, context: {cluster: here, user: me, namespace: knowledge}}]
                """.formatted(client.getMasterUrl()));
        DatabaseSync sync = new DatabaseSync();
        sync.setMetadata(new ObjectMetaBuilder()
                .withNamespace("knowledge")
                .withName("kb")
                .build());
        sync.setSpec(DatabaseSyncSpec.of(Direction.RemoteToLocal, end("a"), end("b")));
        client.resource(sync).create();
        run = new Runs(client, "knowledge").start("kb", Operation.Sync, "ada");
        client.resource(sync).editStatus(found -> {
            found.setStatus(
                    DatabaseSyncStatus.NONE.withActiveRun(run.getMetadata().getName()));
            return found;
        });
    }

    @AfterEach
    void close() {
        kubernetes.close();
    }

    @Test
    void aTerminalShowsOneTableThatMovesWithTheTrueTimesOfPhasesAndTheLastEvents() throws Exception {
        assumeThat(PseudoTerminal.possible()).isTrue();
        copying(21);
        event("RunStarted", "run kb-1 (Sync): ada");
        try (PseudoTerminal terminal = watch(120)) {
            await().atMost(PATIENCE).until(() -> terminal.text().contains("21 %"));
            assertThat(terminal.screen())
                    .anySatisfy(line -> assertThat(line).contains("Preparing 5 min", "Copying 55 min"))
                    .anySatisfy(
                            line -> assertThat(line).matches("\\[##-+\\]  21 %  8/17 tables  50,000/218,714 rows .*"))
                    .anySatisfy(line -> assertThat(line).contains("public.pages", "50,000/~200,000 rows"))
                    .anySatisfy(line -> assertThat(line).contains("RunStarted: run kb-1 (Sync): ada"))
                    .noneSatisfy(line -> assertThat(line).contains("public.waiting"));

            copying(48);
            await().atMost(PATIENCE).until(() -> terminal.text().contains("48 %"));
            assertThat(terminal.screen()).noneSatisfy(line -> assertThat(line).contains("21 %"));

            settle();
            assertThat(terminal.end()).as(terminal.text()).isZero();
            assertThat(terminal.screen().getLast())
                    .contains("run " + run.getMetadata().getName() + ": Succeeded");
            assertThat(terminal.screen().stream().filter(line -> line.contains("tables  ")))
                    .as("the table was drawn over itself")
                    .hasSize(1);
        }
    }

    @Test
    void aNarrowTerminalCutsLinesInsteadOfBreakingThem() throws Exception {
        assumeThat(PseudoTerminal.possible()).isTrue();
        copying(21);
        try (PseudoTerminal terminal = watch(40)) {
            await().atMost(PATIENCE).until(() -> terminal.text().contains("21 %"));
            assertThat(terminal.screen()).allSatisfy(line -> assertThat(line).hasSizeLessThan(40));
            settle();
            assertThat(terminal.end()).isZero();
        }
    }

    private PseudoTerminal watch(int columns) throws IOException {
        return PseudoTerminal.start(columns, 30, Map.of("KUBECONFIG", kubeconfig.toString()), "status", "kb", "-w");
    }

    private void copying(int percent) {
        status(DatabaseSyncRunStatus.NONE.withPhase(Phase.Copying).withProgress(progress(percent)));
    }

    private void settle() {
        status(DatabaseSyncRunStatus.NONE
                .withPhase(Phase.Succeeded)
                .withResult(RunResult.Succeeded)
                .withReason("Succeeded")
                .withFinishedAt(Instant.now())
                .withProgress(progress(100)));
    }

    private void status(DatabaseSyncRunStatus status) {
        client.resources(DatabaseSyncRun.class)
                .inNamespace("knowledge")
                .withName(run.getMetadata().getName())
                .editStatus(found -> {
                    found.setStatus(status);
                    return found;
                });
    }

    private ProgressStatus progress(int percent) {
        return ProgressStatusBuilder.builder()
                .phase(Phase.Copying)
                .percent(percent)
                .tables(Count.of(8, 17))
                .rows(Count.of(50_000, 218_714))
                .bytes(Bytes.of(400_000_000, 1_400_000_000, 41_000_000))
                .message("Copying public.pages")
                .phases(List.of(
                        new PhaseStart(Phase.Preparing, began), new PhaseStart(Phase.Copying, began.plusSeconds(300))))
                .perTable(List.of(
                        new ProgressStatus.Table("public.pages", true, 50_000, 200_000, 100, 400, 41_000_000),
                        new ProgressStatus.Table("public.waiting", false, 0, 7, 0, 10, 0)))
                .build();
    }

    private void event(String reason, String message) {
        client.v1()
                .events()
                .inNamespace("knowledge")
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withNamespace("knowledge")
                        .withName("kb.1")
                        .endMetadata()
                        .withReason(reason)
                        .withMessage(message)
                        .withNewInvolvedObject()
                        .withKind("DatabaseSync")
                        .withName("kb")
                        .endInvolvedObject()
                        .withNewRelated()
                        .withKind("DatabaseSyncRun")
                        .withName(run.getMetadata().getName())
                        .endRelated()
                        .build())
                .create();
    }

    private static Endpoint end(String secret) {
        return Specs.endpoint(secret);
    }
}
