package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.databasesync.cli.CliFixture.Result;
import io.databasesync.sync.NamedRow;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Verified;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import io.databasesync.testing.Failures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private final CliFixture cli;

    VerifyCommandTest(@TempDir Path directory) {
        cli = new CliFixture(directory);
    }

    @Test
    void listsTheTablesThatAreEqualWithoutAskingAnything() {
        Result result = cli.ending(new Verified(
                        List.of(new VerifiedTable(new TableName("public", "pages"), 218_714)),
                        Duration.ofSeconds(3),
                        List.of()))
                .dbsync("verify", "--direction=remote-to-local", "--include=public.*");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("equal  public.pages  218,714 rows").contains("both databases hold the same");
        assertThat(cli.requests).extracting(SyncRequest::operation).containsExactly(Operation.Verify);
        assertThat(cli.requests.getFirst().tables().include()).containsExactly("public.*");
    }

    @Test
    void asJsonItSaysWhatWasComparedAndThatNothingWasChanged() throws IOException {
        Result result = cli.ending(new Verified(
                        List.of(new VerifiedTable(new TableName("public", "pages"), 218_714)),
                        Duration.ofSeconds(3),
                        List.of()))
                .dbsync("verify", "--direction=remote-to-local", "--output=json");
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.path("operation").asText()).isEqualTo("Verify");
        assertThat(json.path("targetChanged").asBoolean(true)).isFalse();
        assertThat(json.path("seconds").asDouble()).isEqualTo(3);
        assertThat(json.path("tables").path(0).path("rows").asLong()).isEqualTo(218_714);
    }

    @Test
    void takesNoOptionThatMeansNothingToIt() {
        Result result = cli.dbsync("verify", "--direction=remote-to-local", "--max-shrink-percent=10");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("--max-shrink-percent");
    }

    @Test
    void endsWithFourWhenTablesDiffer() {
        SyncException cause = Failures.failure(Reason.VerificationFailed, "1 of 2 tables differ: table public.pages");
        Result result =
                cli.ending(new RolledBack(Phase.Verifying, cause)).dbsync("verify", "--direction=remote-to-local");
        assertThat(result.code()).isEqualTo(4);
        assertThat(result.err()).contains("VerificationFailed", "public.pages");
    }

    @Test
    void showsTheKeysOfRowsThatDifferUnderTheMessage() throws IOException {
        cli.ending(new RolledBack(
                Phase.Verifying,
                Failures.failure(Reason.VerificationFailed, "1 of 2 tables differ")
                        .naming(List.of(new NamedRows(
                                new TableName("public", "person"),
                                List.of("email"),
                                List.of(new NamedRow("(somebody@example.org)", NamedRow.Kind.Differs, 1)),
                                true)))));

        assertThat(cli.dbsync("verify", "--direction=remote-to-local").err().lines())
                .contains("public.person by key (email): (somebody@example.org) different, and more");
        JsonNode json = new ObjectMapper()
                .readTree(cli.dbsync("verify", "--direction=remote-to-local", "--output=json")
                        .out());
        assertThat(json.path("message").asText()).isEqualTo("1 of 2 tables differ");
        JsonNode rows = json.path("differences").path(0);
        assertThat(rows.path("table").asText()).isEqualTo("public.person");
        assertThat(rows.path("key").path(0).asText()).isEqualTo("email");
        assertThat(rows.path("first").path(0).path("key").asText()).isEqualTo("(somebody@example.org)");
        assertThat(rows.path("first").path(0).path("kind").asText()).isEqualTo("Differs");
        assertThat(rows.path("more").asBoolean()).isTrue();
    }

    @Test
    void needsADirectionToTellWhichSideIsTheSource() {
        assertThat(cli.dbsync("verify").code()).isEqualTo(1);
        assertThat(cli.requests).isEmpty();
    }
}
