package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.cli.CliFixture.Result;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Direction;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The request that options, environment and manifest make together.
class SyncOptionsTest {
    private final CliFixture cli;

    SyncOptionsTest(@TempDir Path directory) {
        cli = new CliFixture(directory);
    }

    @Test
    void remoteToLocalReadsTheRemoteAndReplacesTheLocal() {
        Result result = cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm");
        assertThat(result.code()).isZero();
        SyncRequest request = cli.requests.getFirst();
        assertThat(request.direction()).isEqualTo(Direction.RemoteToLocal);
        assertThat(request.source().toString()).isEqualTo("kb@db.example.com:6543");
        assertThat(request.target().toString()).isEqualTo("kb@127.0.0.1:5432");
    }

    @Test
    void localToRemoteReadsTheLocalAndReplacesTheRemote() {
        cli.dbsync("sync", "--direction=local-to-remote", "--skip-confirm");
        assertThat(cli.requests.getFirst().source().toString()).isEqualTo("kb@127.0.0.1:5432");
        assertThat(cli.requests.getFirst().target().toString()).isEqualTo("kb@db.example.com:6543");
    }

    @Test
    void tablesAndParallelismComeFromOptions() {
        cli.dbsync(
                "sync",
                "--direction=remote-to-local",
                "--skip-confirm",
                "--include=public.archon_*",
                "--include=kb.*",
                "--exclude=public.archon_mcp_*",
                "--tables-at-once=8");
        SyncRequest request = cli.requests.getFirst();
        assertThat(request.tables().include()).containsExactly("public.archon_*", "kb.*");
        assertThat(request.tables().exclude()).containsExactly("public.archon_mcp_*");
        assertThat(request.parallelism().tables()).isEqualTo(8);
        assertThat(request.runId()).matches("[a-z0-9-]{1,40}");
    }

    @Test
    void columnsThatOneEndLacksAreLeftOutIfAskedTo() {
        cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm", "--columns=intersect");
        cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm");
        assertThat(cli.requests)
                .extracting(request -> request.tables().columns())
                .containsExactly(TableSelection.Columns.Intersect, TableSelection.Columns.Strict);
    }

    @Test
    void materializedViewsAreBuiltAgainUnlessAPersonWantsThemLeft() {
        cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm", "--materialized-views=leave");
        cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm", "--materialized-views=refuse");
        cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm");
        assertThat(cli.requests)
                .extracting(request -> request.tables().materializedViews())
                .containsExactly(
                        TableSelection.MaterializedViews.Leave,
                        TableSelection.MaterializedViews.Refuse,
                        TableSelection.MaterializedViews.Rebuild);
    }

    @Test
    void contentIsComparedByChecksumIfAskedTo() {
        cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm", "--verification=checksum");
        cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm");
        assertThat(cli.requests)
                .extracting(request -> request.verification())
                .containsExactly(Comparison.Checksum, Comparison.Counts);
    }

    @Test
    void databasesComeFromDotEnvAndTheEnvironmentWins() throws IOException {
        cli.environment.remove("LOCAL_DATABASE_URI");
        Files.writeString(cli.directory.resolve(".env"), """
                # the two ends
                LOCAL_DATABASE_URI=postgresql://app:x@from-file:5432/kb
                REMOTE_DATABASE_URI=postgresql://app:x@from-file:5432/kb
                """);
        cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm");
        assertThat(cli.requests.getFirst().target().toString()).isEqualTo("kb@from-file:5432");
        assertThat(cli.requests.getFirst().source().toString()).isEqualTo("kb@db.example.com:6543");
    }

    @Test
    void aDatabaseThatIsNotSetIsNamedWithTheFix() {
        cli.environment.remove("REMOTE_DATABASE_URI");
        Result result = cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("REMOTE_DATABASE_URI is not set").contains(".env");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sync --direction=sideways",
                "sync",
                "sync --direction=remote-to-local --skip-confirm --tables-at-once=0",
                "sync --direction=remote-to-local --skip-confirm --tables-at-once=many",
                "sync --direction=remote-to-local --skip-confirm --columns=some",
                "sync --direction=remote-to-local --skip-confirm --colour",
                "synk",
                ""
            })
    void badArgumentsEndWithOneAndSayWhere(String line) {
        Result result = cli.dbsync(line.isEmpty() ? new String[0] : line.split(" ", -1));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).startsWith("dbsync: ");
        assertThat(cli.requests).isEmpty();
    }

    @Test
    void aMistypedCommandIsCorrected() {
        assertThat(cli.dbsync("synk").err()).contains("Did you mean", "sync");
    }

    @Test
    void aManifestGivesDirectionAndTablesAndOptionsGoFirst() throws IOException {
        Files.writeString(cli.directory.resolve("sync.yaml"), """
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSync
                metadata: {name: kb}
                spec:
                  direction: RemoteToLocal
                  local: {uriSecret: {name: kb-local}}
                  remote: {uriSecret: {name: kb-remote}}
                  tables: {include: ["public.*"], exclude: ["public.tmp_*"]}
                """);
        Result result = cli.dbsync("sync", "-f", "sync.yaml", "--skip-confirm", "--exclude=public.old_*");
        assertThat(result.code()).isZero();
        SyncRequest request = cli.requests.getFirst();
        assertThat(request.direction()).isEqualTo(Direction.RemoteToLocal);
        assertThat(request.tables().include()).containsExactly("public.*");
        assertThat(request.tables().exclude()).containsExactly("public.old_*");
        assertThat(cli.dbsync("sync", "-f", "sync.yaml", "--skip-confirm", "--direction=local-to-remote")
                        .code())
                .isEqualTo(1);
        assertThat(cli.requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"local, true, false", "remote, false, true"})
    void aManifestsProtectionHoldsInATerminalToo(String side, boolean target, boolean source) throws IOException {
        Files.writeString(cli.directory.resolve("sync.yaml"), """
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSync
                metadata: {name: kb}
                spec:
                  direction: RemoteToLocal
                  local: {uriSecret: {name: kb-local}}
                  remote: {uriSecret: {name: kb-remote}}
                """.replace(
                        "name: kb-%s}".formatted(side), "name: kb}, protection: ReadOnly"));
        assertThat(cli.dbsync("sync", "-f", "sync.yaml", "--skip-confirm").code())
                .isZero();
        assertThat(cli.requests.getFirst().target().readOnly()).isEqualTo(target);
        assertThat(cli.requests.getFirst().source().readOnly()).isEqualTo(source);
    }
}
