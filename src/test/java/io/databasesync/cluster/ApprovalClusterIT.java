package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.PlanStatus;
import io.databasesync.sync.TableName;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A plan that a person sees, approves with `dbsync approve`, and gets; with real pods and the installed operator.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class ApprovalClusterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Path PROGRAM = Path.of("target/dist/bin/dbsync").toAbsolutePath();
    private static final String ALWAYS = "{include: [\"public.*\"]}\n  approval: Always";
    private static final TableName PAGES = new TableName("public", "pages");

    @RegisterExtension
    static final Installation CLUSTER = new Installation();

    @Test
    void theRunWaitsForItsApprovalAndDoesWhatWasApproved() throws Exception {
        TestSync sync = pages("approved");
        sync.apply(ALWAYS);
        DatabaseSyncStatus waiting = sync.awaitPhase("AwaitingApproval");
        String run = sync.run().getMetadata().getName();
        PlanStatus plan = planOf(sync);

        assertThat(waiting.message()).contains("dbsync approve " + run + " -n " + CLUSTER.namespace());
        assertThat(plan.tables()).singleElement().satisfies(table -> {
            assertThat(table.name()).isEqualTo("public.pages");
            assertThat(table.action()).isEqualTo("replaced");
        });
        assertThat(plan.sentence())
                .startsWith("REPLACES local %s@".formatted(sync.target().name()));
        // its container has ended; the kubelet tells the phase of the pod a moment later
        await("nobody waits")
                .atMost(PATIENCE)
                .until(() -> sync.pods().stream()
                        .allMatch(pod -> "Succeeded".equals(pod.getStatus().getPhase())));
        assertThat(sync.target().value("select count(*) from pages")).isEqualTo("10");
        assertThat(sync.target().schemas()).doesNotContain("databasesync");
        if (Kubectl.exists()) {
            assertThat(Kubectl.output(
                            "get",
                            "databasesyncrun",
                            run,
                            "-n",
                            CLUSTER.namespace(),
                            "-o",
                            "jsonpath={.status.plan.hash}"))
                    .isEqualTo(plan.hash());
        }

        assertThat(dbsync("approve", run, "-n", CLUSTER.namespace(), "--skip-confirm", "--plan=ffffffffffff"))
                .contains("PlanChanged");
        assertThat(dbsync("approve", run, "-n", CLUSTER.namespace(), "--skip-confirm"))
                .contains(
                        "REPLACES local",
                        "public.pages",
                        "Approved plan " + plan.hash().substring(0, 12));
        DatabaseSyncStatus done = sync.awaitPhase("Succeeded");
        assertThat(TestSync.condition(done, "Ready").getStatus()).isEqualTo("True");
        assertThat(sync.target().contentHashes(List.of(PAGES)))
                .isEqualTo(sync.source().contentHashes(List.of(PAGES)));
        assertThat(planOf(sync)).isEqualTo(plan);
        assertThatThrownBy(() -> resource(sync)
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"approvedPlan\":\"ffffffffffff\"}}"))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("approvedPlan is set once");
    }

    @Test
    void aPlanThatIsAnotherOneByThenIsNotDone() throws Exception {
        TestSync sync = pages("changed");
        sync.apply(ALWAYS).awaitPhase("AwaitingApproval");
        String run = sync.run().getMetadata().getName();
        sync.source().execute("alter table pages add checked boolean");
        sync.target().execute("alter table pages add checked boolean");
        var before = sync.target().state();

        assertThat(dbsync("approve", run, "-n", CLUSTER.namespace(), "--skip-confirm"))
                .contains("Approved plan");

        DatabaseSyncStatus failed = sync.awaitPhase("Failed");
        assertThat(TestSync.condition(failed, "Ready").getReason()).isEqualTo("PlanChanged");
        assertThat(failed.message()).contains("was approved, but the plan is now");
        assertThat(sync.target().state()).isEqualTo(before);
        assertThat(sync.jobs()).as("the plan's and the run's").hasSize(2);
    }

    @Test
    void aRunThatWaitsIsCancelled() {
        TestSync sync = pages("cancelled");
        sync.apply(ALWAYS).awaitPhase("AwaitingApproval");
        sync.cancelRun();
        sync.awaitPhase("Cancelled");
        assertThat(sync.jobs()).as("the plan's").hasSize(1);
    }

    private static TestSync pages(String name) {
        TestSync sync = CLUSTER.newSync(name);
        for (var database : List.of(sync.source(), sync.target())) {
            database.execute("create table pages (id int primary key, body text)");
        }
        sync.source().execute("insert into pages select i, 'page ' || i from generate_series(1, 500) i", "analyze");
        sync.target().execute("insert into pages select i, 'old' from generate_series(1, 10) i", "analyze");
        return sync.withSecrets();
    }

    private static Resource<DatabaseSyncRun> resource(TestSync sync) {
        return CLUSTER.client()
                .resources(DatabaseSyncRun.class)
                .inNamespace(CLUSTER.namespace())
                .withName(sync.run().getMetadata().getName());
    }

    private static PlanStatus planOf(TestSync sync) {
        DatabaseSyncRunStatus status = Objects.requireNonNull(sync.run().getStatus());
        return Objects.requireNonNull(status.plan());
    }

    /// Both of its streams.
    private static String dbsync(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
