package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.databasesync.cli.CliFixture.Result;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome.Restored;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import io.databasesync.testing.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackCommandTest {
    private final CliFixture cli;

    RollbackCommandTest(@TempDir Path directory) {
        cli = new CliFixture(directory);
        cli.ending(new Restored(
                "sync-7",
                List.of(new VerifiedTable(new TableName("public", "pages"), 218_714)),
                Duration.ofSeconds(3),
                List.of("dbsync_prev_1_public"),
                List.of("index old is not valid")));
    }

    @Test
    void asksTheEngineForARollbackOfTheSelectedTables() {
        Result result =
                cli.dbsync("rollback", "--direction=remote-to-local", "--include=public.archon_*", "--skip-confirm");
        assertThat(result.code()).isZero();
        SyncRequest request = cli.requests.getFirst();
        assertThat(request.operation()).isEqualTo(Operation.Rollback);
        assertThat(request.target().toString()).isEqualTo("kb@127.0.0.1:5432");
        assertThat(request.tables().include()).containsExactly("public.archon_*");
    }

    @Test
    void saysWhatIsBackAndWhereTheTablesOfTheRunAre() {
        assertThat(cli.dbsync("rollback", "--direction=remote-to-local", "--skip-confirm")
                        .out())
                .contains("Rolled back run sync-7: 1 table with 218,714 rows are back in place")
                .contains("another rollback brings them back: dbsync_prev_1_public")
                .contains("Warning: index old is not valid");
    }

    @Test
    void asJsonItAsksOnTheOtherStream() throws IOException {
        Result result = cli.answering("y").dbsync("rollback", "--direction=remote-to-local", "--output=json");
        assertThat(result.err()).contains("This REPLACES tables", "Continue? [y/N]");
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.path("operation").asText()).isEqualTo("Rollback");
        assertThat(json.path("result").asText()).isEqualTo("Succeeded");
        assertThat(json.path("targetChanged").asBoolean()).isTrue();
        assertThat(json.path("restoredRun").asText()).isEqualTo("sync-7");
        assertThat(json.path("rows").asLong()).isEqualTo(218_714);
        assertThat(json.path("previous").path(0).asText()).isEqualTo("dbsync_prev_1_public");
        assertThat(json.path("warnings").path(0).asText()).isEqualTo("index old is not valid");
    }

    @Test
    void somebodyAtATerminalIsAskedBeforeAnythingIsReplaced() {
        Result no = cli.answering("n").dbsync("rollback", "--direction=remote-to-local");
        assertThat(no.code()).isEqualTo(5);
        assertThat(no.out()).contains("This REPLACES tables in the local database kb@127.0.0.1:5432");
        assertThat(cli.requests).isEmpty();

        assertThat(cli.answering("y")
                        .dbsync("rollback", "--direction=remote-to-local")
                        .code())
                .isZero();
        assertThat(cli.requests).hasSize(1);
    }

    @Test
    void withoutATerminalItRefusesToReplaceAnythingUnconfirmed() {
        Result result = cli.dbsync("rollback", "--direction=remote-to-local");
        assertThat(result.code()).isEqualTo(1);
        assertThat(cli.requests).isEmpty();
        assertThat(result.err()).contains("--skip-confirm");
    }

    @Test
    void aRefusalExitsWithSix() {
        cli.ending(new RolledBack(
                Phase.Validating, Failures.failure(Reason.NothingToRollBack, "nothing is kept; sync instead")));
        Result result = cli.dbsync("rollback", "--direction=remote-to-local", "--skip-confirm");
        assertThat(result.code()).isEqualTo(6);
        assertThat(result.err()).contains("NothingToRollBack", "The target is as it was before.");
    }

    @Test
    void directionTablesAndProtectionComeFromAManifest() throws IOException {
        Files.writeString(cli.directory.resolve("sync.yaml"), """
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSync
                metadata: {name: kb}
                spec:
                  direction: RemoteToLocal
                  local: {uriSecret: {name: kb-local}, protection: ReadOnly}
                  remote: {uriSecret: {name: kb-remote}}
                """);
        cli.dbsync("rollback", "-f", "sync.yaml", "--skip-confirm");
        assertThat(cli.requests.getFirst().target().readOnly()).isTrue();
    }
}
