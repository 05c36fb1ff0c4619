package io.databasesync.cluster;

import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.RunResult;
import io.databasesync.sync.Phase;
import io.databasesync.sync.TableName;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Syncs as a user has them: the installed operator, its image, databases that only pods reach, every right as it is
/// given.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class SyncClusterIT {
    private static final List<TableName> GATED = List.of(new TableName("public", "gated"));
    private static final String ALL = "{include: [\"public.*\"]}";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final Installation CLUSTER = new Installation();

    @Test
    void replacesTheKnowledgeBaseAndDoesItAgainWhenAsked() throws IOException {
        SyncHistory history = new SyncHistory();
        Path shown = Path.of("target/kubectl-get.txt");
        TestSync sync = CLUSTER.newSync("knowledge-base");
        sync.source().fixture(20_000, true);
        sync.target().fixture(200, true);
        sync.target().execute("update archon_settings set value = 'old'", "truncate archon_task_history");
        sync.withSecrets();
        List<TableName> notSynced = sync.target().tables().stream()
                .filter(table -> table.name().startsWith("archon_mcp_"))
                .toList();
        Map<TableName, String> left = sync.target().contentHashes(notSynced);
        try (Kubectl _ = Kubectl.start(shown, "get", "databasesyncs", "-n", CLUSTER.namespace(), "-w");
                var _ = sync.resource().watch(history)) {
            sync.apply("{include: [\"public.archon_*\"], exclude: [\"public.archon_mcp_*\"]}");
            DatabaseSyncStatus done = sync.awaitPhase("Succeeded");

            assertThat(TestSync.condition(done, "Ready").getStatus()).isEqualTo("True");
            assertThat(done.percent()).isEqualTo(100);
            assertRanInOrder(sync, history);
            sync.assertHolds(17);
            assertThat(sync.target().rows("""
                    select amname, indisvalid from pg_index join pg_class on pg_class.oid = indexrelid
                    join pg_am on pg_am.oid = relam
                    where indexrelid = 'idx_archon_crawled_pages_embedding_1536'::regclass\
                    """)).containsExactly(row("ivfflat", true));
            assertThat(sync.target().contentHashes(notSynced)).isEqualTo(left);
            assertThat(done.lastRun()).satisfies(last -> {
                assertThat(Objects.requireNonNull(last).rows()).isGreaterThan(20_000);
                assertThat(last.bytes()).isGreaterThan(100_000_000);
            });
            assertNothingTellsPasswords();

            history.forget();
            sync.source()
                    .execute(
                            "update archon_crawled_pages set content = 'changed' where id % 100 = 7",
                            "delete from archon_code_examples where id % 3 = 0",
                            "insert into archon_prompts (name, body) values ('new', E'line\\nline')");
            String first = sync.run().getMetadata().getName();
            sync.patch("{\"trigger\":\"the source has changed\"}");
            sync.await("second run", s -> last(s) != null && !first.equals(last(s)));
            assertRanInOrder(sync, history);
            sync.assertHolds(17);
        }
        if (Kubectl.exists()) {
            assertThat(Files.readString(shown))
                    .containsPattern("NAME +PHASE +PERCENT +TABLES +RATE +ETA +LAST-SUCCESS +NEXT +READY +REASON +AGE")
                    .containsPattern(
                            "knowledge-base +(Copying|Indexing|Verifying) +[0-9]+ +[0-9]+/17 .*False +InProgress ")
                    .containsPattern("knowledge-base +Succeeded +100 +[0-9]+s +True +Succeeded ");
            assertThat(Kubectl.output("get", "databasesync", "knowledge-base", "-n", CLUSTER.namespace()))
                    .contains("Succeeded");
            assertDescribedOnce(sync);
        }
    }

    /// A run of 17 tables takes some 535 lines: 15 a table are its plan, and 5 how far it came.
    private static void assertDescribedOnce(TestSync sync) throws IOException {
        String name = sync.run().getMetadata().getName();
        String described = Kubectl.output("describe", "databasesyncrun", name, "-n", CLUSTER.namespace());
        assertThat(described.lines().filter("  Plan:"::equals)).hasSize(1);
        assertThat(described)
                .as("nothing that holds under way only, and nothing of a table that is false or 0")
                .doesNotContain("Eta:", "Remaining:", "Current:", "Rate:", "Working:", "Per Second:  0");
        assertThat(described.lines()).hasSizeLessThan(560);
    }

    @Test
    void anOperatorThatIsKilledOrAwayFindsItsRunsAgain() {
        TestSync sync = Gate.newSync(CLUSTER, "restarted");
        try (Gate gate = Gate.shut(sync.target())) {
            sync.apply(ALL).awaitPhase("Copying");
            CLUSTER.operator().kill();
            await("the next operator").atMost(PATIENCE).until(() -> restarts() > 0);
            CLUSTER.operator().await();
            assertThat(sync.jobs()).hasSize(1);
            assertThat(sync.pods())
                    .singleElement()
                    .satisfies(pod -> assertThat(pod.getStatus().getPhase()).isEqualTo("Running"));

            CLUSTER.operator().scale(0);
            await("no operator")
                    .atMost(PATIENCE)
                    .until(() -> CLUSTER.operator().pods().isEmpty());
            gate.open();
            await("the Job's end while nobody looks")
                    .atMost(PATIENCE)
                    .until(() ->
                            Objects.equals(sync.jobs().getFirst().getStatus().getSucceeded(), 1));
            CLUSTER.operator().scale(1);

            DatabaseSyncStatus done = sync.awaitPhase("Succeeded");
            assertThat(TestSync.condition(done, "Ready").getStatus()).isEqualTo("True");
            assertThat(Objects.requireNonNull(done.lastRun()).rows()).isEqualTo(5000);
            assertThat(sync.jobs()).hasSize(1);
            assertThat(sync.pods()).hasSize(1);
            sync.assertHolds(1);
        } finally {
            CLUSTER.operator().scale(1);
            CLUSTER.operator().await();
        }
    }

    @Test
    void aCancelledRunLeavesTheTargetAsItWas() {
        TestSync sync = Gate.newSync(CLUSTER, "cancelled");
        try (Gate _ = Gate.shut(sync.target())) {
            Map<TableName, String> before = sync.target().contentHashes(GATED);
            sync.apply(ALL).awaitPhase("Copying");
            assertThat(sync.stageSchemas()).hasSize(1);
            sync.cancelRun();
            sync.awaitPhase("Cancelled");
            DatabaseSyncRunStatus run = Objects.requireNonNull(sync.run().getStatus());
            assertThat(run.result()).isEqualTo(RunResult.Cancelled);
            sync.awaitNoPods();
            assertThat(sync.stageSchemas()).isEmpty();
            assertThat(sync.target().contentHashes(GATED)).isEqualTo(before);
            assertThat(sync.target().column("select status from databasesync.run"))
                    .containsExactly("cancelled");
        }
    }

    @Test
    void deletingTheSyncStopsItsPodWhichCleansUp() {
        TestSync sync = Gate.newSync(CLUSTER, "deleted");
        try (Gate _ = Gate.shut(sync.target())) {
            Map<TableName, String> before = sync.target().contentHashes(GATED);
            sync.apply(ALL).awaitPhase("Copying");
            sync.resource().delete();
            sync.awaitNoPods();
            assertThat(sync.stageSchemas()).isEmpty();
            assertThat(sync.target().contentHashes(GATED)).isEqualTo(before);
            assertThat(sync.target().column("select status from databasesync.run"))
                    .containsExactly("cancelled");
        }
    }

    @Test
    void anotherPodTakesOverFromOneThatWasKilled() {
        TestSync sync = Gate.newSync(CLUSTER, "killed");
        try (Gate gate = Gate.shut(sync.target())) {
            sync.apply(ALL).awaitPhase("Copying");
            CLUSTER.client().resource(sync.pods().getFirst()).withGracePeriod(0).delete();
            gate.open();
            sync.awaitPhase("Succeeded");
            sync.assertHolds(1);
            assertThat(Objects.requireNonNull(sync.run().getStatus()).attempts())
                    .isEqualTo(2);
            assertThat(sync.stageSchemas()).isEmpty();
        }
    }

    @Test
    void kubectlExplainsEveryField() throws IOException {
        assumeThat(Kubectl.exists()).as("kubectl is on the PATH").isTrue();
        for (String kind : List.of("databasesync", "databasesyncrun")) {
            for (String part : List.of("", ".spec", ".status")) {
                assertThat(Kubectl.output("explain", kind + part))
                        .contains("DESCRIPTION:", "FIELDS:")
                        .doesNotContain("<empty>", "<no description>");
            }
        }
    }

    private static void assertRanInOrder(TestSync sync, SyncHistory history) {
        assertThat(List.of(
                        "Pending",
                        "Validating",
                        "Preparing",
                        "Copying",
                        "Indexing",
                        "Verifying",
                        "Publishing",
                        "Succeeded"))
                .containsSubsequence(history.phases());
        assertThat(history.phases())
                .containsAnyOf("Validating", "Preparing", "Copying", "Indexing", "Verifying", "Publishing")
                .endsWith("Succeeded");
        DatabaseSyncRunStatus run = Objects.requireNonNull(sync.run().getStatus());
        assertThat(Objects.requireNonNull(run.progress()).phases())
                .as("those too short for a watcher as well")
                .extracting(ProgressStatus.PhaseStart::phase)
                .containsSubsequence(Phase.Copying, Phase.Indexing, Phase.Verifying, Phase.Publishing);
        assertThat(history.percents()).isSorted().endsWith(100);
    }

    private static void assertNothingTellsPasswords() {
        String everything = CLUSTER.everythingPublic();
        assertThat(everything).contains("phase=Copying", "result=Succeeded", "event=started");
        for (String password : List.of(TestSync.READER_PASSWORD, TestSync.KEEPER_PASSWORD)) {
            byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
            assertThat(everything)
                    .doesNotContain(password, Base64.getEncoder().encodeToString(bytes))
                    .doesNotContain(password.substring(0, 5)); // however the rest is escaped
        }
        assertThat(everything).doesNotContain("sl%2Fash", "postgresql://");
    }

    private static @Nullable String last(DatabaseSyncStatus status) {
        return status.lastRun() == null ? null : status.lastRun().name();
    }

    private static int restarts() {
        assertThat(CLUSTER.operator().pods()).hasSize(1);
        return CLUSTER.operator().pods().getFirst().getStatus().getContainerStatuses().stream()
                .mapToInt(ContainerStatus::getRestartCount)
                .sum();
    }
}
