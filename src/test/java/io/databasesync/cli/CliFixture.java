package io.databasesync.cli;

import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.Terminal;
import io.databasesync.contract.Kubernetes;
import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Plan.Database;
import io.databasesync.sync.Plan.Estimate;
import io.databasesync.sync.Plan.PlannedSequence;
import io.databasesync.sync.Plan.PlannedTable;
import io.databasesync.sync.Plan.Size;
import io.databasesync.sync.Plan.Space;
import io.databasesync.sync.Plan.Warning;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;

/// Runs `dbsync` in process against an engine that only remembers what it was asked.
final class CliFixture {
    static final String PASSWORD = "pl%40in-s3cret";

    final List<SyncRequest> requests = new ArrayList<>();
    final Map<String, String> environment = new HashMap<>(Map.of(
            "LOCAL_DATABASE_URI", "postgresql://app:" + PASSWORD + "@127.0.0.1:5432/kb",
            "REMOTE_DATABASE_URI", "postgresql://app:" + PASSWORD + "@db.example.com:6543/kb"));
    final Path directory;

    private Optional<Error> error = Optional.empty();
    private List<Blocker> blockers = List.of();
    private boolean statistics = true;
    private Terminal terminal = new Terminal(false, Optional::empty, System.err);
    private SyncOutcome outcome = new SyncOutcome.Synced(
            ChosenMode.Swap,
            List.of(new SyncOutcome.VerifiedTable(new TableName("public", "pages"), 218_714)),
            1_400_000_000,
            Duration.ofSeconds(185),
            List.of("dbsync_prev.pages"),
            "Counts: 1 tables, 218714 rows equal",
            List.of(),
            List.of(),
            Comparison.Counts);

    CliFixture(Path directory) {
        this.directory = directory;
    }

    CliFixture ending(SyncOutcome outcome) {
        this.outcome = outcome;
        return this;
    }

    /// Nothing that the engine throws is an outcome.
    CliFixture throwing(Error failure) {
        error = Optional.of(failure);
        return this;
    }

    CliFixture answering(String... lines) {
        List<String> left = new ArrayList<>(List.of(lines));
        return answeredBy(() -> left.isEmpty() ? Optional.empty() : Optional.of(left.removeFirst()));
    }

    CliFixture answeredBy(Supplier<Optional<String>> somebody) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        terminal = new Terminal(true, somebody, nowhere);
        return this;
    }

    Result dbsync(String... args) {
        SyncRunner engine = (request, _, _) -> {
            requests.add(request);
            error.ifPresent(failure -> {
                throw failure;
            });
            return request.operation() == Operation.Plan ? new SyncOutcome.Planned(plan(request)) : outcome;
        };
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Invocation invocation = new Invocation(environment, directory, terminal, engine);
        CommandLine commandLine = Main.commandLine(invocation, Kubernetes::client, args);
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Result(Main.execute(() -> commandLine, args), out.toString(), err.toString());
    }

    CliFixture blockedBy(Blocker... blockers) {
        this.blockers = List.of(blockers);
        return this;
    }

    /// No table was analyzed, on either end.
    CliFixture withoutStatistics() {
        statistics = false;
        return this;
    }

    private Plan plan(SyncRequest request) {
        boolean inPlace = request.mode() == Mode.InPlace;
        return new Plan(
                request.direction(),
                database(request.source(), "17.6", "7412/16384"),
                database(request.target(), "15.19", "7413/5"),
                inPlace ? ChosenMode.InPlace : ChosenMode.Swap,
                inPlace ? List.of("public.pages is a partition on the target, which cannot be swapped") : List.of(),
                List.of(
                        new PlannedTable(
                                new TableName("public", "pages"),
                                new Size(statistics ? 218_714 : -1, 1_400_000_000, 300_000_000),
                                new Size(statistics ? 1000 : -1, 8_000_000, 2_000_000),
                                true,
                                4,
                                5,
                                "c01"),
                        new PlannedTable(
                                new TableName("public", "tags"), new Size(-1, 8192, 16384), null, false, 1, 1, "c02")),
                List.of(
                        new PlannedSequence(new TableName("public", "page_seq"), false),
                        new PlannedSequence(new TableName("public", "tags_id_seq"), true)),
                List.of(new TableName("public", "secrets")),
                List.of("public.pages: column old is on the target only: all rows get its default, or NULL"),
                List.of(Warning.of("the source is behind a pooler; a direct connection is faster")),
                blockers,
                List.of("free space of the target is unknown; set safety.targetFreeBytes"),
                new Estimate(
                        Duration.ofSeconds(34),
                        "rows and indexes at 60.0 MB/s",
                        new Space(
                                1_400_008_192,
                                300_016_384,
                                500_000_000,
                                request.safety().targetFreeBytes())));
    }

    private static Database database(ConnectionSettings endpoint, String version, String identity) {
        return new Database(
                endpoint.database(), endpoint.hosts().getFirst().toString(), "app", version, identity, 2_100_000_000);
    }

    record Result(int code, String out, String err) {}
}
