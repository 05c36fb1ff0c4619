package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.databasesync.cli.CliFixture.Result;
import io.databasesync.sync.Operation;
import io.databasesync.testing.engine.TwoTables;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The history that a target keeps itself.
class HistoryCommandTest {
    private final TwoTables tables = new TwoTables();
    private final CliFixture cli;

    HistoryCommandTest(@TempDir Path directory) {
        cli = new CliFixture(directory);
        cli.environment.put("REMOTE_DATABASE_URI", tables.source().uri());
        cli.environment.put("LOCAL_DATABASE_URI", tables.target().uri());
    }

    @AfterEach
    void close() {
        tables.close();
    }

    @Test
    void aTargetThatNoRunWroteToHasNone() {
        Result result = cli.dbsync("history", "--direction=remote-to-local");
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("nothing found");
    }

    @Test
    void theTargetTellsItsRunsNewestFirst() throws IOException {
        tables.create();
        tables.sync("sync-1");
        tables.rollBack("back-1");
        tables.run(
                Operation.Sync, "sync-2", "public.nowhere", 1, tables.target().endpoint());
        Result text = cli.dbsync("history", "--direction=remote-to-local");
        assertThat(text.code()).isZero();
        assertThat(text.out().lines().toList())
                .satisfiesExactly(
                        title -> assertThat(title).startsWith("NAME").contains("ASKED-BY"),
                        refused -> assertThat(refused).contains("sync-2", "Failed", "UnmatchedPattern"),
                        undo -> assertThat(undo).contains("back-1", "Rollback", "Succeeded", "a test"),
                        oldest -> assertThat(oldest).contains("sync-1", "Sync", "Succeeded", "a test"));
        JsonNode first = new ObjectMapper()
                .readTree(cli.dbsync("history", "--direction=remote-to-local", "-o", "json")
                        .out())
                .at("/items/2");
        assertThat(first.path("rows").asLong()).isEqualTo(2);
        assertThat(first.path("tables").asInt()).isEqualTo(2);
        assertThat(first.path("mode").asText()).isEqualTo("Swap");
        assertThat(cli.dbsync("history", "--direction=remote-to-local", "-o", "name")
                        .out())
                .isEqualTo("sync-2\nback-1\nsync-1\n");
    }

    @Test
    void aFailureIsAWordAndASentence() {
        tables.create();
        tables.sync("sync-1");
        tables.target()
                .execute("update databasesync.run set status = 'failed', error = 'LockTimeout: table a: was locked'");
        assertThat(cli.dbsync("history", "--direction=remote-to-local", "-o", "wide")
                        .out())
                .containsPattern("Failed +LockTimeout ")
                .contains(" table a: was locked");
    }
}
