package io.databasesync.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.databasesync.sync.TableName;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A manifest is applied; the real operator, worker and engine do the rest, between two real servers.
class EndToEndTest {
    private static final String SYNC = "knowledge-base";
    private static final int PAGES = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> PHASES = List.of(
            "Pending", "Validating", "Preparing", "Copying", "Indexing", "Verifying", "Publishing", "Succeeded");

    private final TestDatabase source = TestServer.newer().createDatabase();
    private final TestDatabase target = TestServer.older().createDatabase();
    private final InJvmCluster cluster = new InJvmCluster();
    private final List<DatabaseSyncStatus> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void prepare() {
        source.fixture(PAGES, false);
        cluster.secret("kb-remote", source);
        cluster.secret("kb-local", target);
        Demo.watch(cluster, sync -> {
            if (sync.getStatus() != null) {
                seen.add(sync.getStatus());
            }
        });
    }

    @AfterEach
    void stop() {
        cluster.close();
        source.close();
        target.close();
    }

    @Test
    void appliedManifestMakesTheTargetEqualAndTellsItsWay() {
        target.fixture(20, false);
        try (var reader = new HeldLock(target, "public.archon_crawled_pages")) { // publishing waits for it
            cluster.apply(manifest());
            awaitSync(status -> "Publishing".equals(status.phase()));
            reader.release();
        }

        DatabaseSyncStatus done = awaitSync(status -> "Succeeded".equals(status.phase()));

        assertThat(target.contentHashes(synced())).isEqualTo(source.contentHashes(synced()));
        assertThat(statuses(done.conditions()))
                .containsOnly(
                        Map.entry("Ready", "True"),
                        Map.entry("Reconciling", "False"),
                        Map.entry("Stalled", "False"),
                        Map.entry("InSync", "True"));
        long rows = synced().stream()
                .mapToLong(table -> Long.parseLong(source.value("select count(*) from " + table)))
                .sum();
        assertThat(Objects.requireNonNull(done.lastRun()).rows()).isEqualTo(rows);
        DatabaseSyncRunStatus run = onlyRun();
        assertThat(run.result()).isEqualTo(RunResult.Succeeded);
        assertThat(Objects.requireNonNull(run.plan()).totals().tables()).isEqualTo(17);
        assertThat(run.plan().tables()).hasSize(17);
        assertThat(Objects.requireNonNull(run.verification()).tables()).isEqualTo(17);
        assertThat(run.verification().rows()).isEqualTo(rows);
        assertThat(percents()).isSorted().endsWith(100);
        assertThat(phases()).isSubsetOf(PHASES).isSortedAccordingTo((a, b) -> PHASES.indexOf(a) - PHASES.indexOf(b));
        assertThat(phases())
                .as("short phases may be left out")
                .startsWith("Pending")
                .endsWith("Publishing", "Succeeded");
    }

    @Test
    void emptyTargetGetsTheSelectedTablesAndNothingElse() {
        cluster.apply(manifest());

        awaitSync(status -> "Succeeded".equals(status.phase()));

        assertThat(target.contentHashes(synced())).isEqualTo(source.contentHashes(synced()));
        assertThat(target.tables()).doesNotContain(new TableName("public", "archon_mcp_sessions"));
    }

    @Test
    void applyingAgainDoesNothing() {
        cluster.apply(manifest());
        awaitSync(status -> "Succeeded".equals(status.phase()));
        String published = target.value("select 'public.archon_crawled_pages'::regclass::oid");

        cluster.apply(manifest());
        cluster.stopOperator();
        cluster.restartOperator(); // looks at everything anew

        assertThat(cluster.runs()).hasSize(1);
        assertThat(cluster.pods()).isEqualTo(1);
        assertThat(target.value("select 'public.archon_crawled_pages'::regclass::oid"))
                .isEqualTo(published);
    }

    @Test
    void patternThatMatchesNothingStallsTheSyncAndSaysWhich() {
        TestDatabase.State before = target.state();
        DatabaseSync sync = manifest("public.archon_*", "public.arcon_*");

        cluster.apply(sync);

        DatabaseSyncStatus failed = awaitSync(status -> "Failed".equals(status.phase()));
        assertThat(statuses(failed.conditions()))
                .containsOnly(
                        Map.entry("Ready", "False"), Map.entry("Reconciling", "False"), Map.entry("Stalled", "True"));
        assertThat(failed.conditions())
                .filteredOn(condition -> condition.getType().equals("Ready"))
                .allSatisfy(ready -> {
                    assertThat(ready.getReason()).isEqualTo("UnmatchedPattern");
                    assertThat(ready.getMessage()).contains("public.arcon_*");
                });
        assertThat(Objects.requireNonNull(onlyRun().plan()).blockers())
                .singleElement()
                .satisfies(blocker -> assertThat(blocker.reason()).isEqualTo("UnmatchedPattern"));
        assertThat(cluster.pods()).as("what cannot succeed is not repeated").isEqualTo(1);
        assertThat(target.state().content()).isEqualTo(before.content());
    }

    @Test
    void operatorThatRestartsInTheMiddleStartsNoSecondJobAndLearnsHowItEnded() {
        target.fixture(20, false);
        try (var reader = new HeldLock(target, "public.archon_crawled_pages")) { // publishing waits for it
            cluster.apply(manifest());
            awaitSync(status -> "Publishing".equals(status.phase()));
            cluster.stopOperator();
            reader.release();
            await().atMost(PATIENCE).until(() -> target.contentHashes(synced()).equals(source.contentHashes(synced())));
        }
        cluster.restartOperator();

        DatabaseSyncStatus done = awaitSync(status -> "Succeeded".equals(status.phase()));
        assertThat(Objects.requireNonNull(done.lastRun()).result()).isEqualTo(RunResult.Succeeded);
        assertThat(cluster.runs()).hasSize(1);
        assertThat(cluster.pods()).isEqualTo(1);
        assertThat(target.value("select count(*) from databasesync.run where status = 'succeeded'"))
                .isEqualTo("1");
    }

    private List<TableName> synced() {
        return Demo.synced(source);
    }

    private DatabaseSyncStatus awaitSync(Predicate<DatabaseSyncStatus> expected) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .until(
                        () -> cluster.sync(SYNC).get().getStatus(),
                        (@Nullable DatabaseSyncStatus status) -> status != null && expected.test(status)));
    }

    private DatabaseSyncRunStatus onlyRun() {
        assertThat(cluster.runs()).hasSize(1);
        return Objects.requireNonNull(cluster.runs().getFirst().getStatus());
    }

    /// Each phase once, as long as it is not left and entered again.
    private List<String> phases() {
        List<String> phases = new ArrayList<>();
        for (DatabaseSyncStatus status : seen) {
            String phase = Objects.requireNonNull(status.phase());
            if (phases.isEmpty() || !phases.getLast().equals(phase)) {
                phases.add(phase);
            }
        }
        return phases;
    }

    private List<Integer> percents() {
        return seen.stream()
                .map(status -> Objects.requireNonNullElse(status.percent(), 0))
                .toList();
    }

    private static List<Map.Entry<String, String>> statuses(List<Condition> conditions) {
        return conditions.stream()
                .map(condition -> Map.entry(condition.getType(), condition.getStatus()))
                .toList();
    }

    private static DatabaseSync manifest() {
        return Serialization.unmarshal(Demo.manifest(), DatabaseSync.class);
    }

    private static DatabaseSync manifest(String text, String instead) {
        return Serialization.unmarshal(Demo.manifest().replace(text, instead), DatabaseSync.class);
    }
}
