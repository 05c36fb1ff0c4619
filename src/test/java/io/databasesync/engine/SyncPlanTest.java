package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.SyncOutcome.Planned;
import io.databasesync.sync.SyncPlan;
import io.databasesync.sync.SyncPlan.PlannedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TableSelection;
import io.databasesync.sync.TableSelection.Columns;
import io.databasesync.sync.TableSelection.Missing;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyncPlanTest {
    @Test
    void saysWhatASyncWouldDoAndWritesNothing() {
        try (var source = TestServer.newer().createDatabase();
                var target = TestServer.older().createDatabase()) {
            source.fixture(300, false);
            target.execute("create table archon_prompts (id uuid primary key, name text not null, body text not null)");
            var sourceBefore = source.state();
            var targetBefore = target.state();
            var progress = new RecordedProgress(Map.of(), () -> {});

            var outcome = new SyncEngine()
                    .run(
                            new SyncRequest(
                                    "plan",
                                    Operation.Plan,
                                    Direction.LocalToRemote,
                                    source.endpoint(),
                                    target.endpoint(),
                                    new TableSelection(
                                            List.of("public.archon_*"),
                                            List.of("public.archon_mcp_*"),
                                            Missing.Create,
                                            Columns.Strict),
                                    Parallelism.DEFAULT,
                                    Safety.DEFAULT,
                                    "a test"),
                            progress,
                            new Cancellation());

            assertThat(outcome).isInstanceOfSatisfying(Planned.class, planned -> check(planned.plan()));
            assertThat(target.state()).isEqualTo(targetBefore);
            assertThat(source.state()).isEqualTo(sourceBefore);
            assertThat(progress.phases()).doesNotContain(Phase.Preparing, Phase.Copying, Phase.Publishing);
        }
    }

    private static void check(SyncPlan plan) {
        assertThat(plan.source()).contains("PostgreSQL 17", "test_", "localhost");
        assertThat(plan.target()).contains("PostgreSQL 15", "test_", "localhost");
        assertThat(plan.tables())
                .hasSize(17)
                .extracting(PlannedTable::sourceBytes)
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(plan.excluded())
                .containsExactlyInAnyOrder(
                        new TableName("public", "archon_mcp_sessions"), new TableName("public", "archon_mcp_requests"));
        PlannedTable pages = table(plan, "archon_crawled_pages");
        assertThat(pages.estimatedRows()).isEqualTo(300);
        assertThat(pages.sourceBytes()).as("with TOAST").isGreaterThan(300 * 1536 * 4);
        assertThat(pages.indexes()).isEqualTo(5);
        assertThat(pages.created()).isTrue();
        assertThat(table(plan, "archon_prompts").created()).isFalse();
    }

    private static PlannedTable table(SyncPlan plan, String name) {
        return plan.tables().stream()
                .filter(table -> table.name().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
