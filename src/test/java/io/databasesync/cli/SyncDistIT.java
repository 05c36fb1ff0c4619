package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.cli.DistProgram.Result;
import io.databasesync.cli.DistProgram.Running;
import io.databasesync.sync.TableName;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dbsync sync` as people install it, between two real servers.
class SyncDistIT {
    private static final String PASSWORD = "pl%40in-s3cret";
    private static final List<TableName> NOTE = List.of(new TableName("public", "note"));

    private final TestDatabase source = TestServer.newer().createDatabase();
    private final TestDatabase target = TestServer.older().createDatabase();
    private final List<Result> results = new ArrayList<>();
    private final Path folder;
    private final DistProgram program;

    SyncDistIT(@TempDir Path folder) {
        this.folder = folder;
        this.program = new DistProgram(folder);
    }

    @BeforeEach
    void tables() throws IOException {
        source.execute(
                "create table note (id int primary key, body text)",
                "insert into note select i, 'new ' || i from generate_series(1, 1200) i",
                "create table tag (name text primary key)",
                "insert into tag values ('a'), ('b')");
        target.execute("create table note (id int primary key, body text)", "insert into note values (1, 'old')");
        Files.writeString(
                folder.resolve(".env"),
                "# the two ends\nREMOTE_DATABASE_URI=%s\nLOCAL_DATABASE_URI=%s\n".formatted(uri(source), uri(target)));
    }

    @AfterEach
    void noOutputHoldsAPasswordOrALogLine() {
        source.close();
        target.close();
        assertThat(results)
                .isNotEmpty()
                .allSatisfy(result -> assertThat(result.out() + result.err())
                        .doesNotContain(PASSWORD)
                        .doesNotContain("pl@in-s3cret")
                        .doesNotContain("WARN", "ERROR", "INFO", "flyway", "\tat "));
    }

    @Test
    void syncMakesTheTargetEqualSaysHowItWasVerifiedAndCanBeRepeated() throws Exception {
        for (int run = 1; run <= 2; run++) {
            Result result = dbsync("--skip-confirm");

            assertThat(result.err()).contains("Validating 0 %").contains("Succeeded 100 %");
            assertThat(result.out())
                    .contains("Synced 2 tables with 1,202 rows")
                    .contains("Verified before it became visible")
                    .contains("kept in the target: dbsync_prev_");
            assertThat(result.code()).isZero();
            assertThat(target.contentHashes(source.tables())).isEqualTo(source.contentHashes(source.tables()));
            assertThat(history()).hasSize(run).containsOnly("succeeded");
        }
    }

    @Test
    void worksInALocaleWithOtherDigits() throws Exception {
        source.execute("create table numbered (id serial primary key)", "insert into numbered default values");

        Result result = dbsync(Map.of("DBSYNC_JAVA_OPTS", "-Duser.language=fa -Duser.country=IR"), "--skip-confirm");

        assertThat(result.out()).contains("Synced 3 tables with 1,203 rows");
        assertThat(result.code()).isZero();
        assertThat(target.contentHashes(source.tables())).isEqualTo(source.contentHashes(source.tables()));
    }

    @Test
    void dryRunWritesNothing() throws Exception {
        TestDatabase.State before = target.state();

        Result result = dbsync("--dry-run");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("REPLACES local " + target.name())
                .containsPattern("public.note .* replaced")
                .containsPattern("public.tag .* created")
                .containsPattern("2 tables \\(1 created\\), (about|an unknown number of rows)");
        assertThat(target.state()).isEqualTo(before);
    }

    @Test
    void oneDatabaseOnBothEndsIsRefused() throws Exception {
        TestDatabase.State before = target.state();

        Result result = dbsync(Map.of("REMOTE_DATABASE_URI", uri(target)), "--skip-confirm");

        assertThat(result.code()).isEqualTo(6);
        assertThat(result.err()).contains("SameDatabase");
        assertThat(target.state().content()).containsAllEntriesOf(before.content());
    }

    @Test
    void databaseThatDoesNotAnswerEndsWithTwo() throws Exception {
        Result result = dbsync(Map.of("REMOTE_DATABASE_URI", uri("127.0.0.1", 1, "x")), "--skip-confirm");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("ConnectionRefused").contains("127.0.0.1:1");
    }

    @Test
    void patternThatMatchesNothingEndsWithOne() throws Exception {
        Result result = dbsync("--skip-confirm", "--include=public.nota");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("UnmatchedPattern")
                .contains("public.nota")
                .contains("public.note");
        assertThat(target.value("select body from note")).isEqualTo("old");
    }

    @Test
    void manifestSaysWhatToSyncAndTheEnvironmentWhere() throws Exception {
        Files.writeString(folder.resolve("sync.yaml"), """
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSync
                metadata: {name: kb}
                spec:
                  direction: RemoteToLocal
                  local: {uriSecret: {name: kb-local}}
                  remote: {uriSecret: {name: kb-remote}}
                  tables: {include: ["public.n*"]}
                  safety: {keepPrevious: 0}
                """);

        Result result = run(Map.of(), "sync", "-f", "sync.yaml", "--skip-confirm");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("Synced 1 table with 1,200 rows").contains("No replaced tables are kept");
        assertThat(target.tables()).isEqualTo(NOTE);
        assertThat(target.contentHashes(NOTE)).isEqualTo(source.contentHashes(NOTE));
    }

    @Test
    void ctrlCDuringACopyLeavesTheTargetAsItWas() throws Exception {
        target.execute(
                "create function slow(int) returns boolean immutable language plpgsql"
                        + " as 'begin perform pg_sleep(0.02); return true; end'",
                "alter table note add check (slow(id))");
        var before = target.contentHashes(NOTE);
        List<String> tables = target.column("select relname::text from pg_class where relkind = 'r' and "
                + "relnamespace = 'public'::regnamespace order by 1");

        Running running = program.start(
                DistProgram.PROGRAM,
                Map.of(),
                "sync",
                "--direction=remote-to-local",
                "--skip-confirm",
                "--include=public.note");
        await().atMost(Duration.ofSeconds(30)).until(() -> running.errSoFar().contains("Copying"));
        running.interrupt();
        Result result = running.end();
        results.add(result);

        assertThat(result.code()).isEqualTo(5);
        assertThat(result.err()).contains("cancelled while Copying").contains("The target is as it was before.");
        assertThat(target.contentHashes(NOTE)).isEqualTo(before);
        assertThat(target.column("select relname::text from pg_class where relkind = 'r' and "
                        + "relnamespace = 'public'::regnamespace order by 1"))
                .isEqualTo(tables);
        assertThat(target.schemas()).containsExactly("databasesync", "public");
        assertThat(history()).containsExactly("cancelled");
    }

    private List<String> history() {
        return target.column("select status from databasesync.run");
    }

    private Result dbsync(String... more) throws IOException, InterruptedException {
        return dbsync(Map.of(), more);
    }

    private Result dbsync(Map<String, String> environment, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("sync", "--direction=remote-to-local"));
        arguments.addAll(Arrays.asList(more));
        return run(environment, arguments.toArray(String[]::new));
    }

    private Result run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        Result result = program.run(environment, arguments);
        results.add(result);
        return result;
    }

    private static String uri(TestDatabase database) {
        return uri(database.server().host(), database.server().port(), database.name());
    }

    /// The servers take any password from the superuser.
    private static String uri(String host, int port, String database) {
        return "postgresql://postgres:%s@%s:%d/%s?sslmode=disable".formatted(PASSWORD, host, port, database);
    }
}
