package io.databasesync.cli.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.databasesync.cli.terminal.Structured;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.AtOnce;
import io.databasesync.sync.SyncOutcome.Planned;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Stuck;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import io.databasesync.testing.Failures;
import io.databasesync.testing.PlanExample;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The fields are public API.
class OutcomeJsonTest {
    @Test
    void aSyncThatSucceeded() throws IOException {
        TableName pages = new TableName("public", "pages");
        assertThat(json(
                        new Synced(
                                ChosenMode.Swap,
                                List.of(new VerifiedTable(pages, 7)),
                                900,
                                Duration.ofMillis(1500),
                                List.of("dbsync_prev_1"),
                                "Counts: 1 table",
                                List.of("slow"),
                                List.of(pages),
                                Comparison.Counts,
                                List.of(),
                                new AtOnce(3, 2)),
                        Operation.Sync))
                .isEqualTo(new JsonMapper().readTree("""
                        {"operation": "Sync", "result": "Succeeded", "targetChanged": true, "rows": 7, "seconds": 1.5,
                         "tables": [{"name": "public.pages", "rows": 7}], "warnings": ["slow"], "mode": "Swap",
                         "bytes": 900, "connections": 3, "indexesAtOnce": 2, "verification": "Counts: 1 table", "previous": ["dbsync_prev_1"],
                         "kept": ["public.pages"],
                         "filled": []}
                        """));
    }

    @Test
    void aFailure() throws IOException {
        assertThat(json(
                        new RolledBack(
                                Phase.Copying,
                                Failures.failure(Reason.CopyFailed, "no room").withSqlState("53100")),
                        Operation.Sync))
                .isEqualTo(new JsonMapper().readTree("""
                        {"operation": "Sync", "result": "Failed", "targetChanged": false, "reason": "CopyFailed",
                         "phase": "Copying", "message": "no room", "sqlState": "53100"}
                        """));
    }

    @Test
    void aCancellation() throws IOException {
        JsonNode json =
                json(new RolledBack(Phase.Copying, Failures.failure(Reason.Cancelled, "cancelled")), Operation.Sync);
        assertThat(json.get("result").asText()).isEqualTo("Cancelled");
        assertThat(json.has("sqlState")).isFalse();
    }

    @Test
    void aCleanupThatFailed() throws IOException {
        assertThat(json(
                                new Stuck(
                                        Phase.Copying,
                                        Failures.failure(Reason.CopyFailed, "no room"),
                                        Failures.failure(Reason.ConnectionLost, "gone")),
                                Operation.Sync)
                        .get("cleanupFailed")
                        .asText())
                .isEqualTo("gone");
    }

    @Test
    void aPlanThatIsBlockedHasFailedAndIsThere() throws IOException {
        JsonNode json = json(
                new Planned(new PlanExample()
                        .blockers(Failures.blocker(Reason.SchemaDrift, "drift"))
                        .plan()),
                Operation.Plan);
        assertThat(json.get("result").asText()).isEqualTo("Failed");
        assertThat(json.get("reason").asText()).isEqualTo("SchemaDrift");
        assertThat(json.get("targetChanged").asBoolean()).isFalse();
        assertThat(json.get("plan").get("tables")).hasSize(2);
    }

    private static JsonNode json(SyncOutcome outcome, Operation operation) throws IOException {
        return new JsonMapper().readTree(Structured.json(OutcomeJson.of(outcome, operation)));
    }
}
