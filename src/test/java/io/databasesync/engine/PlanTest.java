package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.PlannedSequence;
import io.databasesync.sync.Plan.PlannedTable;
import io.databasesync.sync.SyncOutcome.Planned;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.engine.PlanFixture;
import io.databasesync.testing.engine.RecordedProgress;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTest {
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
                            SyncRequest.of(Direction.LocalToRemote, source.endpoint(), target.endpoint())
                                    .runId("plan")
                                    .operation(Operation.Plan)
                                    .tables(TableSelection.ALL
                                            .withInclude(List.of("public.archon_*"))
                                            .withExclude(List.of("public.archon_mcp_*")))
                                    .requestedBy("a test")
                                    .build(),
                            progress,
                            new Cancellation());

            assertThat(outcome).isInstanceOfSatisfying(Planned.class, planned -> check(planned.plan()));
            assertThat(target.state()).isEqualTo(targetBefore);
            assertThat(source.state()).isEqualTo(sourceBefore);
            assertThat(progress.phases()).doesNotContain(Phase.Preparing, Phase.Copying, Phase.Publishing);
        }
    }

    @Test
    void listsTheSequencesThatARunSetsAndThoseThatItMakes() {
        try (PlanFixture fixture = new PlanFixture()) {
            fixture.both(
                    "create sequence of_application",
                    "create sequence shared",
                    "create table t (id int default nextval('shared'))",
                    "create sequence outside");
            fixture.source.execute("create sequence made");

            assertThat(fixture.include("public.*")
                            .exclude("public.outside")
                            .plan()
                            .sequences())
                    .containsExactly(
                            new PlannedSequence(new TableName("public", "made"), true),
                            new PlannedSequence(new TableName("public", "of_application"), false),
                            new PlannedSequence(new TableName("public", "shared"), false));
        }
    }

    private static void check(Plan plan) {
        assertThat(plan.source().toString()).contains("PostgreSQL 17", "test_", "localhost");
        assertThat(plan.target().toString()).contains("PostgreSQL 15", "test_", "localhost");
        assertThat(plan.sentence())
                .matches("REPLACES remote test_\\d+@localhost:\\d+ with local test_\\d+@localhost:\\d+");
        assertThat(plan.source().identity())
                .matches("\\d{15,}/\\d+")
                .isNotEqualTo(plan.target().identity());
        assertThat(plan.source().role()).isEqualTo("postgres");
        assertThat(plan.source().bytes()).isGreaterThan(1_000_000);
        assertThat(plan.tables())
                .hasSize(17)
                .extracting(table -> table.source().bytes())
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(plan.excluded())
                .containsExactlyInAnyOrder(
                        new TableName("public", "archon_mcp_sessions"), new TableName("public", "archon_mcp_requests"));
        PlannedTable pages = table(plan, "archon_crawled_pages");
        assertThat(pages.source().rows()).isEqualTo(300);
        assertThat(pages.source().bytes()).as("with TOAST").isGreaterThan(300 * 1536 * 4);
        assertThat(pages.indexes()).isEqualTo(5);
        assertThat(pages.source().indexBytes()).isGreaterThan(5 * 8192);
        assertThat(pages.created()).isTrue();
        assertThat(pages.parts()).isEqualTo(1);
        assertThat(table(plan, "archon_prompts").created()).isFalse();
        assertThat(table(plan, "archon_prompts").binary()).isTrue();
        assertThat(plan.blockers()).isEmpty();
        assertThat(plan.notes()).contains("free space of the target is unknown; set safety.targetFreeBytes");
        assertThat(plan.estimate().space().needed()).isGreaterThan(plan.totalBytes());
        assertThat(plan.estimate().duration()).isPositive();
        assertThat(plan.hash()).matches("[0-9a-f]{64}").startsWith(plan.shortHash());
    }

    private static PlannedTable table(Plan plan, String name) {
        return plan.tables().stream()
                .filter(table -> table.name().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
