package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModeOptionTest {
    @TempDir
    private Path directory;

    private CliFixture cli = new CliFixture(Path.of("."));

    @BeforeEach
    void start() {
        cli = new CliFixture(directory);
    }

    @Test
    void theModeIsTheOneThatIsAskedFor() {
        for (String mode : List.of("auto", "swap", "in-place")) {
            cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm", "--mode=" + mode);
        }
        cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm");
        assertThat(cli.requests)
                .extracting(request -> request.mode())
                .containsExactly(Mode.Auto, Mode.Swap, Mode.InPlace, Mode.Auto);
    }

    @Test
    void aManifestsModeHoldsUnlessAnotherOneIsAskedFor() throws IOException {
        Files.writeString(directory.resolve("sync.yaml"), """
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSync
                metadata: {name: kb}
                spec:
                  direction: RemoteToLocal
                  mode: InPlace
                  local: {uriSecret: {name: kb-local}}
                  remote: {uriSecret: {name: kb-remote}}
                """);
        cli.dbsync("sync", "-f", "sync.yaml", "--skip-confirm");
        cli.dbsync("sync", "-f", "sync.yaml", "--skip-confirm", "--mode=swap");
        assertThat(cli.requests).extracting(request -> request.mode()).containsExactly(Mode.InPlace, Mode.Swap);
    }

    @Test
    void anUnknownModeIsRefused() {
        CliFixture.Result result = cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm", "--mode=fast");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("'fast' is neither auto nor swap nor in-place");
        assertThat(cli.requests).isEmpty();
    }

    @Test
    void thePlanNamesTheModeAndWhy() {
        assertThat(cli.dbsync("sync", "--direction=remote-to-local", "--dry-run", "--mode=in-place")
                        .out())
                .contains("Mode    in place", "because public.pages is a partition on the target");
        assertThat(cli.dbsync("sync", "--direction=remote-to-local", "--dry-run")
                        .out())
                .contains("Mode    swap")
                .doesNotContain("because");
    }

    @Test
    void thePersonAgreesToRowsBeingReplaced() {
        assertThat(cli.answering("n")
                        .dbsync("sync", "--direction=remote-to-local", "--mode=in-place")
                        .out())
                .contains("This REPLACES the rows of 2 tables");
    }

    @Test
    void theOutcomeSaysThatNothingIsKept() {
        var outcome = new SyncOutcome.Synced(
                ChosenMode.InPlace,
                List.of(new SyncOutcome.VerifiedTable(new TableName("public", "pages"), 1)),
                1,
                Duration.ofSeconds(1),
                List.of(),
                "Counts: 1 tables, 1 rows equal",
                List.of(),
                List.of(),
                Comparison.Counts);
        assertThat(cli.ending(outcome)
                        .dbsync("sync", "--direction=remote-to-local", "--skip-confirm")
                        .out())
                .contains("replaced in place", "cannot be rolled back");
    }
}
