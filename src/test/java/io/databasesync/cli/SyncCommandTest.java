package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.cli.CliFixture.Result;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Stuck;
import io.databasesync.sync.SyncRequest;
import io.databasesync.testing.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `dbsync sync`: it asks, runs, and says how the run ended. Its options are in [SyncOptionsTest].
class SyncCommandTest {
    private final CliFixture cli;

    SyncCommandTest(@TempDir Path directory) {
        cli = new CliFixture(directory);
    }

    @Test
    void successSaysWhatWasCopiedHowItWasVerifiedAndWhereTheReplacedTablesAre() {
        assertThat(cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm")
                        .out())
                .contains("Synced 1 table with 218,714 rows (1.4 GB) in 3 min 5 s.")
                .contains("counted on the source and on the target")
                .contains("kept in the target: dbsync_prev.pages");
    }

    @Test
    void dryRunPlansAndPrintsThePlanWithoutAsking() {
        Result result = cli.dbsync("sync", "--direction=remote-to-local", "--dry-run");
        assertThat(result.code()).isZero();
        assertThat(cli.requests).extracting(SyncRequest::operation).containsExactly(Operation.Plan);
        assertThat(result.out())
                .contains("Source  remote  kb@db.example.com:6543 (PostgreSQL 17.6)")
                .contains("Target  local   kb@127.0.0.1:5432 (PostgreSQL 15.19)")
                .containsPattern("public.pages +~218,714 +1.4 GB +~1,000 +8.0 MB +binary +4 +5 +replaced")
                .containsPattern("public.tags +unknown +8.2 kB +- +- +text +1 +1 +created")
                .contains("2 tables (1 created), about 218,714 rows, 1.4 GB, 6 indexes")
                .contains("Excluded: public.secrets")
                .contains("Warning: the source is behind a pooler");
    }

    @Test
    void somebodyAtATerminalSeesThePlanAndIsAskedBeforeAnythingIsReplaced() {
        Result result = cli.answering("y").dbsync("sync", "--direction=remote-to-local");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("This REPLACES 2 tables in the local database kb@127.0.0.1:5432 (PostgreSQL 15.19)")
                .contains("with those of the remote database kb@db.example.com:6543 (PostgreSQL 17.6).");
        assertThat(cli.requests).extracting(SyncRequest::operation).containsExactly(Operation.Plan, Operation.Sync);
        assertThat(cli.requests)
                .extracting(SyncRequest::runId)
                .containsOnly(cli.requests.getFirst().runId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n", "no", "yep", "Y E S"})
    void anythingButYesChangesNothing(String answer) {
        Result result = cli.answering(answer).dbsync("sync", "--direction=remote-to-local");
        assertThat(result.code()).isEqualTo(5);
        assertThat(cli.requests).extracting(SyncRequest::operation).containsExactly(Operation.Plan);
        assertThat(result.err()).contains("not confirmed; nothing was changed");
    }

    @Test
    void withoutATerminalItRefusesToReplaceAnythingUnconfirmed() {
        Result result = cli.dbsync("sync", "--direction=remote-to-local");
        assertThat(result.code()).isEqualTo(1);
        assertThat(cli.requests).isEmpty();
        assertThat(result.err()).contains("--skip-confirm");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonHasItsExitCodeAndItsWord(Reason reason) {
        RolledBack outcome = new RolledBack(Phase.Copying, Failures.failure(reason, "what was found; run: the fix"));
        Result result =
                cli.ending(outcome).dbsync("sync", "--direction=remote-to-local", "--skip-confirm", "--attempts=1");
        assertThat(result.code()).isEqualTo(reason.exitCode());
        assertThat(result.err()).contains("while Copying").contains("The target is as it was before.");
        if (reason != Reason.Cancelled) {
            assertThat(result.err()).contains(reason.name()).contains("what was found; run: the fix");
        }
    }

    @Test
    void aFailureShowsTheServersSqlStateOnce() {
        SyncException cause =
                Failures.failure(Reason.CopyFailed, "public.pages: disk full").withSqlState("53100");
        Result result = cli.ending(new RolledBack(Phase.Copying, cause))
                .dbsync("sync", "--direction=remote-to-local", "--skip-confirm");
        assertThat(result.err()).containsOnlyOnce("SQLSTATE 53100");
    }

    @Test
    void aFailedCleanUpIsToldAndTheFirstFailureDecidesTheExitCode() {
        Stuck outcome = new Stuck(
                Phase.Indexing,
                Failures.failure(Reason.IndexFailed, "index pages_pkey: duplicate key"),
                Failures.failure(Reason.ConnectionLost, "the target closed the connection"));
        Result result = cli.ending(outcome).dbsync("sync", "--direction=remote-to-local", "--skip-confirm");
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .contains("duplicate key")
                .contains("cleaning up failed: the target closed the connection");
    }

    @Test
    void whatADatabaseSaysCannotRepaintTheTerminal() {
        SyncException cause = Failures.failure(Reason.CopyFailed, "table \u001b[2Jx");
        Result result = cli.ending(new RolledBack(Phase.Copying, cause))
                .dbsync("sync", "--direction=remote-to-local", "--skip-confirm");
        assertThat(result.err()).doesNotContain("\u001b").contains("?[2Jx");
    }

    @Test
    void noOutputEverHoldsAPassword() throws IOException {
        List<Result> results = List.of(
                cli.dbsync("sync", "--direction=remote-to-local", "--dry-run"),
                cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm"),
                withDotEnv("REMOTE_DATABASE_URI postgresql://app:" + CliFixture.PASSWORD + "@h/d"),
                withEnvironment("postgresql://app:" + CliFixture.PASSWORD + "@h:notaport/d"),
                withEnvironment("postgresql://app:" + CliFixture.PASSWORD + "@h/d?nonsense=1"));
        assertThat(results)
                .allSatisfy(result -> assertThat(result.out() + result.err())
                        .doesNotContain(CliFixture.PASSWORD)
                        .doesNotContain("pl@in-s3cret"));
        assertThat(results.subList(2, 5)).extracting(Result::code).containsOnly(1);
    }

    @Test
    void theVersionIsTheOneThatWasBuilt() {
        assertThat(cli.dbsync("--version").out()).matches("dbsync \\d+\\.\\d+\\.\\d+\\R");
    }

    private Result withDotEnv(String content) throws IOException {
        Files.writeString(cli.directory.resolve(".env"), content);
        Result result = cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm");
        Files.delete(cli.directory.resolve(".env"));
        return result;
    }

    private Result withEnvironment(String remote) {
        cli.environment.put("REMOTE_DATABASE_URI", remote);
        return cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm");
    }
}
