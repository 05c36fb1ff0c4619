package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.databasesync.cli.CliFixture.Result;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncRequest;
import io.databasesync.testing.Failures;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
    private final CliFixture cli;

    PlanCommandTest(@TempDir Path directory) {
        cli = new CliFixture(directory);
    }

    @Test
    void aPlanSaysWhatWouldHappenInWords() {
        Result result = cli.dbsync("plan", "--direction=remote-to-local", "--mode=in-place");
        assertThat(result.code()).isZero();
        assertThat(cli.requests).extracting(SyncRequest::operation).containsExactly(Operation.Plan);
        assertThat(result.out())
                .containsPattern(
                        "Plan    [0-9a-f]{12}  REPLACES local kb@127.0.0.1:5432 with remote kb@db.example.com:6543")
                .contains(
                        "Source  remote  kb@db.example.com:6543 (PostgreSQL 17.6), 2.1 GB, role app, identity 7412/16384")
                .contains("Mode    in place", "because public.pages is a partition on the target")
                .containsPattern("public.pages +~218,714 +1.4 GB +~1,000 +8.0 MB +binary +4 +5 +replaced")
                .containsPattern("public.tags +unknown +8.2 kB +- +- +text +1 +1 +created")
                .contains("2 tables (1 created), about 218,714 rows, 1.4 GB, 6 indexes")
                .contains("Excluded: public.secrets")
                .contains("Expected: about 34 s (rows and indexes at 60.0 MB/s)")
                .contains("Space: 2.2 GB needed on the target: 1.4 GB of rows, 300.0 MB of indexes")
                .contains("Drift: public.pages: column old is on the target only")
                .contains("Note: free space of the target is unknown; set safety.targetFreeBytes")
                .contains("Warning: the source is behind a pooler");
    }

    @Test
    void rowsOfTablesThatNobodyHasAnalyzedAreUnknownAlsoInTheTotal() throws IOException {
        Result text = cli.withoutStatistics().dbsync("plan", "--direction=remote-to-local");
        assertThat(text.out())
                .containsPattern("public.pages +unknown +1.4 GB +unknown +8.0 MB")
                .contains("2 tables (1 created), an unknown number of rows (no statistics yet), 1.4 GB, 6 indexes")
                .doesNotContain("about 0 rows");
        Result json = cli.dbsync("plan", "--direction=remote-to-local", "--output=json");
        JsonNode totals = new ObjectMapper().readTree(json.out()).path("plan").path("totals");
        assertThat(totals.has("rows")).isFalse();
        assertThat(totals.has("targetRows")).isFalse();
        assertThat(totals.path("tables").asInt()).isEqualTo(2);
    }

    @Test
    void aBlockedPlanIsShownWholeAndEndsAsTheSyncWould() {
        Result result = cli.blockedBy(
                        Failures.blocker(Reason.SchemaDrift, "table public.pages: the target lacks column v"),
                        Failures.blocker(Reason.SpaceLow, "the target needs 2.2 GB"))
                .dbsync("plan", "--direction=remote-to-local", "--target-free-bytes=1000");
        assertThat(result.code()).isEqualTo(6);
        assertThat(result.out())
                .contains("public.pages", "Blocked: SchemaDrift: table public.pages: the target lacks column v")
                .contains("Blocked: SpaceLow: the target needs 2.2 GB")
                .contains("1.0 kB free");
        assertThat(result.err()).contains("SchemaDrift: a sync would be refused, and for 1 more reason. Nothing was");
    }

    @Test
    void asJsonThePlanIsWhole() throws IOException {
        Result result = cli.dbsync("plan", "--direction=remote-to-local", "--output=json");
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.path("operation").asText()).isEqualTo("Plan");
        assertThat(json.path("result").asText()).isEqualTo("Succeeded");
        assertThat(json.path("targetChanged").asBoolean(true)).isFalse();
        JsonNode plan = json.path("plan");
        assertThat(plan.path("hash").asText()).matches("[0-9a-f]{64}");
        assertThat(plan.path("sentence").asText())
                .isEqualTo("REPLACES local kb@127.0.0.1:5432 with remote kb@db.example.com:6543");
        assertThat(plan.path("totals").path("bytes").asLong()).isEqualTo(1_400_008_192);
        assertThat(plan.path("tables").path(0).path("target").path("rows").asLong())
                .isEqualTo(1000);
        assertThat(plan.path("tables").path(1).path("action").asText()).isEqualTo("created");
        assertThat(plan.path("tables").path(1).has("target")).isFalse();
        assertThat(plan.path("estimate").path("durationSeconds").asLong()).isEqualTo(34);
        assertThat(plan.path("space").path("neededBytes").asLong()).isEqualTo(2_200_024_576L);
        assertThat(plan.path("warnings").path(0).asText()).startsWith("the source is behind a pooler");
    }

    @Test
    void whatFailsBeforeThereIsAPlanIsJsonToo() throws IOException {
        Result result = cli.ending(new RolledBack(
                        Phase.Validating,
                        Failures.failure(Reason.CopyFailed, "it broke").withSqlState("22P02")))
                .dbsync("sync", "--direction=remote-to-local", "--skip-confirm", "-o", "json");
        assertThat(result.code()).isEqualTo(3);
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.path("result").asText()).isEqualTo("Failed");
        assertThat(json.path("reason").asText()).isEqualTo("CopyFailed");
        assertThat(json.path("phase").asText()).isEqualTo("Validating");
        assertThat(json.path("sqlState").asText()).isEqualTo("22P02");
        assertThat(json.path("message").asText()).isEqualTo("it broke");
    }

    @Test
    void aSyncAsJsonAsksOnTheOtherStream() throws IOException {
        Result result = cli.answering("y").dbsync("sync", "--direction=remote-to-local", "--output=json");
        assertThat(result.err()).contains("This REPLACES 2 tables", "Continue? [y/N]");
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.path("operation").asText()).isEqualTo("Sync");
        assertThat(json.path("targetChanged").asBoolean()).isTrue();
        assertThat(json.path("rows").asLong()).isEqualTo(218_714);
        assertThat(json.path("tables").path(0).path("name").asText()).isEqualTo("public.pages");
        assertThat(json.path("verification").asText()).startsWith("Counts");
    }

    @Test
    void whoSaysYesAtATerminalHasApprovedThisPlanAndNoOther() throws IOException {
        String hash = new ObjectMapper()
                .readTree(cli.dbsync("plan", "--direction=remote-to-local", "--output=json")
                        .out())
                .path("plan")
                .path("hash")
                .asText();
        cli.answering("y").dbsync("sync", "--direction=remote-to-local");
        assertThat(cli.requests.getLast().approvedPlan()).isEqualTo(hash);
    }

    @Test
    void aScriptNamesThePlanThatSomebodyApproved() {
        cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm", "--approved-plan=0123456789ab");
        assertThat(cli.requests.getLast().approvedPlan()).isEqualTo("0123456789ab");
        Result result = cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm", "--approved-plan=0123");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("0123 is not the hash of a plan");
    }

    @Test
    void somebodyAtATerminalIsNotAskedAboutAPlanThatIsBlocked() {
        Result result = cli.answering("y")
                .blockedBy(Failures.blocker(Reason.ShrinkLimit, "it would empty public.pages"))
                .dbsync("sync", "--direction=remote-to-local");
        assertThat(result.code()).isEqualTo(6);
        assertThat(cli.requests).extracting(SyncRequest::operation).containsExactly(Operation.Plan);
        assertThat(result.out()).doesNotContain("Continue?");
    }
}
