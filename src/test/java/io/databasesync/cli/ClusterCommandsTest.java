package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.PlanStatusMapper;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.testing.PlanExample;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The commands that start, stop and change something on a cluster, as a person types them.
class ClusterCommandsTest {
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
    void aSuspendedSyncIsResumed() {
        assertThat(cluster.dbsync("suspend", "kb", "-n", "knowledge")).isZero();
        assertThat(cluster.sync().getSpec().suspend()).isTrue();
        assertThat(cluster.dbsync("resume", "kb", "-n", "knowledge")).isZero();
        assertThat(cluster.sync().getSpec().suspend()).isFalse();
    }

    @Test
    void aRunIsStartedAndCancelled() {
        assertThat(cluster.dbsync("run", "kb", "-n", "knowledge", "--no-wait")).isZero();
        String run = cluster.out().strip();
        assertThat(cluster.runs.get(run).getSpec().operation()).isEqualTo(Operation.Sync);
        assertThat(cluster.dbsync("cancel", run, "-n", "knowledge")).isZero();
        assertThat(cluster.runs.get(run).getSpec().cancelled()).isTrue();
    }

    @Test
    void aNameMakesVerifyARunOnTheCluster() {
        assertThat(cluster.dbsync("verify", "kb", "-n", "knowledge", "--no-wait"))
                .isZero();
        assertThat(cluster.runs.get(cluster.out().strip()).getSpec().operation())
                .isEqualTo(Operation.Verify);
    }

    @Test
    void aNameAndTheDatabasesOfTheTerminalAreRefusedTogether() {
        assertThat(cluster.dbsync("verify", "kb", "--direction", "local-to-remote"))
                .isEqualTo(1);
        assertThat(cluster.err())
                .contains("--direction is for the databases of this terminal, and kb names a DatabaseSync");
        assertThat(cluster.dbsync("plan", "--direction", "local-to-remote", "-n", "knowledge"))
                .isEqualTo(1);
        assertThat(cluster.err()).contains("--namespace is for a DatabaseSync of a cluster; add its name");
        assertThat(cluster.runs.list()).isEmpty();
    }

    @Test
    void aRollbackOnTheClusterIsConfirmed() {
        assertThat(cluster.dbsync("rollback", "kb", "-n", "knowledge")).isEqualTo(1);
        assertThat(cluster.err()).contains("--skip-confirm");
        assertThat(cluster.runs.list()).isEmpty();
    }

    @Test
    void aFollowedRunEndsWithItsCodeAndPlainLines() {
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> cluster.dbsync("run", "kb", "-n", "knowledge"));
        DatabaseSyncRun run = cluster.started(code, 1);
        cluster.settle(run, RunResult.Failed, "VerificationFailed");
        assertThat(code.join()).isEqualTo(4);
        assertThat(cluster.err()).contains("Started run " + run.getMetadata().getName(), "Failed 0 %");
    }

    @Test
    void aPlanOfTheClusterIsShown() {
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> cluster.dbsync("plan", "kb", "-n", "knowledge"));
        DatabaseSyncRun run = cluster.started(code, 1);
        cluster.client.resource(run).editStatus(found -> {
            found.setStatus(DatabaseSyncRunStatus.NONE
                    .withPhase(Phase.Succeeded)
                    .withResult(RunResult.Succeeded)
                    .withPlan(PlanStatusMapper.bounded(new PlanExample().plan())));
            return found;
        });
        assertThat(code.join()).isZero();
        assertThat(cluster.out())
                .contains(
                        "REPLACES local",
                        "Expected: about",
                        "run " + run.getMetadata().getName());
    }

    @Test
    void aProgramGetsTheWholeRun() throws IOException {
        assertThat(cluster.dbsync("plan", "kb", "-n", "knowledge", "--no-wait", "-o", "json"))
                .isZero();
        assertThat(new ObjectMapper()
                        .readTree(cluster.out())
                        .at("/spec/operation")
                        .asText())
                .isEqualTo("Plan");
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> cluster.dbsync("run", "kb", "-n", "knowledge", "-o", "yaml"));
        DatabaseSyncRun run = cluster.started(code, 2);
        cluster.settle(run, RunResult.Failed, "VerificationFailed");
        assertThat(code.join()).isEqualTo(4);
        assertThat(cluster.out()).contains("kind: \"DatabaseSyncRun\"", "reason: \"VerificationFailed\"");
        assertThat(cluster.err()).contains("run " + run.getMetadata().getName() + ": Failed");
    }

    @Test
    void everyCommandThatChangesAnObjectPrintsItInTheFormatThatIsAskedFor() throws IOException {
        assertThat(cluster.dbsync("suspend", "kb", "-n", "knowledge", "-o", "json"))
                .isZero();
        assertThat(new ObjectMapper()
                        .readTree(cluster.out())
                        .at("/spec/suspend")
                        .asBoolean())
                .isTrue();
        assertThat(cluster.err()).contains("Suspended DatabaseSync knowledge/kb.");
        assertThat(cluster.dbsync("resume", "kb", "-n", "knowledge", "-o", "yaml"))
                .isZero();
        assertThat(cluster.out()).contains("suspend: false").doesNotContain("managedFields");
        assertThat(cluster.dbsync("repin", "kb", "-n", "knowledge", "--skip-confirm", "-o", "name"))
                .isZero();
        assertThat(cluster.out().strip()).isEqualTo("databasesync.databasesync.io/kb");
        assertThat(cluster.err()).contains("is held to");
        assertThat(cluster.dbsync("run", "kb", "-n", "knowledge", "--no-wait", "-o", "name"))
                .isZero();
        String run = cluster.out().strip();
        assertThat(run).startsWith("databasesyncrun.databasesync.io/kb-");
        assertThat(cluster.dbsync("cancel", run.replaceFirst(".*/", ""), "-n", "knowledge", "-o", "wide"))
                .isZero();
        assertThat(cluster.out().lines().toList()).hasSize(2).first().asString().contains("ASKED-BY");
    }

    @Test
    void anOutcomeOfThisTerminalIsNoObjectWithAName() {
        assertThat(cluster.dbsync("verify", "--direction", "local-to-remote", "-o", "name"))
                .isEqualTo(1);
        assertThat(cluster.err()).contains("-o name shows objects of a cluster; use text, json or yaml");
    }

    @Test
    void aShellGetsItsCompletion() {
        assertThat(cluster.dbsync("generate-completion")).isZero();
        assertThat(cluster.out()).contains("complete -F _complete_dbsync", "suspend");
    }
}
