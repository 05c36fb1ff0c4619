package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.databasesync.sync.TableName;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Runs that somebody creates beside those of the sync itself, as `kubectl create -f` does.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class RunOperationsClusterIT {
    private static final List<TableName> TABLES = List.of(new TableName("public", "gated"));
    private static final String ALL = "{include: [\"public.gated\"]}";

    @RegisterExtension
    static final Installation CLUSTER = new Installation();

    @Test
    void verifyComparesBothSidesAndWritesToNeither() {
        TestSync sync = synced("verified");
        var source = sync.source().contentHashes(TABLES);
        var target = sync.target().state().content();

        DatabaseSyncRunStatus equal = runTo("verified-1", sync, "Verify");
        assertThat(equal.result()).isEqualTo(RunResult.Succeeded);
        assertThat(equal.message())
                .contains("1 table with 5,000 rows compared by checksum", "equal", "nothing was written");

        sync.source().execute("update gated set body = 'changed' where id = 77");
        DatabaseSyncRunStatus differs = runTo("verified-2", sync, "Verify");
        assertThat(differs.result()).isEqualTo(RunResult.Failed);
        assertThat(TestSync.condition(differs.conditions(), "Ready")).satisfies(ready -> {
            assertThat(ready.getReason()).isEqualTo("VerificationFailed");
            assertThat(ready.getMessage())
                    .contains("public.gated", "by key (id): 1 different")
                    .doesNotContain("(77)");
        });
        assertThat(sync.source().contentHashes(TABLES)).isNotEqualTo(source);
        assertThat(sync.target().state().content()).isEqualTo(target);
        assertThat(status(sync).phase()).as("the sync's own state stays").isEqualTo("Succeeded");
    }

    @Test
    void rollbackPutsThePreviousTablesBackAndASecondOneUndoesIt() {
        TestSync sync = CLUSTER.newSync("undone");
        Gate.build(sync.source(), sync.target());
        sync.withSecrets();
        Map<TableName, String> old = sync.target().contentHashes(TABLES);
        sync.apply(ALL).awaitPhase("Succeeded");
        Map<TableName, String> current = sync.target().contentHashes(TABLES);
        assertThat(current).isEqualTo(sync.source().contentHashes(TABLES)).isNotEqualTo(old);

        assertThat(runTo("undone-1", sync, "Rollback").result()).isEqualTo(RunResult.Succeeded);
        assertThat(sync.target().contentHashes(TABLES)).isEqualTo(old);
        sync.await("RolledBack", s -> TestSync.condition(s, "Ready").getReason().equals("RolledBack"));

        assertThat(runTo("undone-2", sync, "Rollback").result()).isEqualTo(RunResult.Succeeded);
        assertThat(sync.target().contentHashes(TABLES)).isEqualTo(current);
        assertThat(sync.jobs()).hasSize(3);
    }

    @Test
    void rollbackIsRefusedOnceTheTableWasAltered() {
        TestSync sync = synced("altered");
        sync.target().execute("alter table gated add later int");
        Map<TableName, String> before = sync.target().contentHashes(TABLES);

        DatabaseSyncRunStatus refused = runTo("altered-1", sync, "Rollback");

        assertThat(refused.result()).isEqualTo(RunResult.Failed);
        assertThat(TestSync.condition(refused.conditions(), "Ready").getReason())
                .isEqualTo("SchemaDrift");
        assertThat(refused.attempts()).isEqualTo(1);
        assertThat(sync.target().contentHashes(TABLES)).isEqualTo(before);
    }

    @Test
    void aCronJobStartsARunAndEndsAsItDoes() throws IOException {
        TestSync sync = synced("knowledge-base");
        String before = sync.run().getMetadata().getName();
        sync.source().execute("update gated set body = 'changed' where id = 77");
        Job job = cronJob();

        await("the Job of the CronJob")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> CLUSTER.client().resource(job).get().getStatus().getConditions(),
                        conditions -> conditions.stream()
                                .anyMatch(condition -> condition.getType().equals("Complete")));
        assertThat(sync.run().getMetadata().getName()).isNotEqualTo(before);
        sync.assertHolds(1);
    }

    /// Applies the manifest of the documentation with the image of this build, and does at once what its schedule does.
    private static Job cronJob() throws IOException {
        String manifest = Files.readString(Path.of("docs/cronjob.yaml"))
                .replace("databasesync:0.1.0", CLUSTER.operator().image());
        CLUSTER.client()
                .load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
                .inNamespace(CLUSTER.namespace())
                .serverSideApply();
        CronJob cronJob = CLUSTER.client()
                .batch()
                .v1()
                .cronjobs()
                .inNamespace(CLUSTER.namespace())
                .withName("start-knowledge-base")
                .get();
        return CLUSTER.client()
                .resource(new JobBuilder()
                        .withNewMetadata()
                        .withNamespace(CLUSTER.namespace())
                        .withName("start-knowledge-base-now")
                        .endMetadata()
                        .withSpec(cronJob.getSpec().getJobTemplate().getSpec())
                        .build())
                .create();
    }

    private static TestSync synced(String name) {
        TestSync sync = CLUSTER.newSync(name);
        Gate.build(sync.source(), sync.target());
        sync.withSecrets().apply(ALL).awaitPhase("Succeeded");
        return sync;
    }

    private static DatabaseSyncStatus status(TestSync sync) {
        return Objects.requireNonNull(sync.resource().get().getStatus());
    }

    /// Creates a run and waits for its end.
    private static DatabaseSyncRunStatus runTo(String name, TestSync sync, String operation) {
        var runs = CLUSTER.client().resources(DatabaseSyncRun.class).inNamespace(CLUSTER.namespace());
        CLUSTER.client()
                .resource("""
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSyncRun
                metadata: {name: %s, namespace: %s}
                spec: {syncRef: %s, operation: %s}
                """.formatted(
                                name,
                                CLUSTER.namespace(),
                                sync.resource().get().getMetadata().getName(),
                                operation))
                .create();
        return Objects.requireNonNull(await("run " + name)
                .atMost(Duration.ofSeconds(90))
                .until(
                        () -> runs.withName(name).get().getStatus(),
                        status -> status != null && status.result() != null));
    }
}
