package io.databasesync.cli;

import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncPlan;
import io.databasesync.sync.SyncPlan.PlannedTable;
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
import picocli.CommandLine;

/// Runs `dbsync` in process against an engine that only remembers what it was asked.
final class CliFixture {
    static final String PASSWORD = "pl%40in-s3cret";

    final List<SyncRequest> requests = new ArrayList<>();
    final Map<String, String> environment = new HashMap<>(Map.of(
            "LOCAL_DATABASE_URI", "postgresql://app:" + PASSWORD + "@127.0.0.1:5432/kb",
            "REMOTE_DATABASE_URI", "postgresql://app:" + PASSWORD + "@db.example.com:6543/kb"));
    final Path directory;

    private Terminal terminal = new Terminal(false, Optional::empty, System.err);
    private SyncOutcome outcome = new SyncOutcome.Synced(
            List.of(new SyncOutcome.VerifiedTable(new TableName("public", "pages"), 218_714)),
            1_400_000_000,
            Duration.ofSeconds(185),
            List.of("dbsync_prev.pages"),
            List.of());

    CliFixture(Path directory) {
        this.directory = directory;
    }

    CliFixture ending(SyncOutcome outcome) {
        this.outcome = outcome;
        return this;
    }

    CliFixture answering(String... lines) {
        List<String> left = new ArrayList<>(List.of(lines));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        terminal =
                new Terminal(true, () -> left.isEmpty() ? Optional.empty() : Optional.of(left.removeFirst()), nowhere);
        return this;
    }

    Result dbsync(String... args) {
        SyncRunner engine = (request, _, _) -> {
            requests.add(request);
            return request.operation() == Operation.Plan ? new SyncOutcome.Planned(plan(request)) : outcome;
        };
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine(new Invocation(environment, directory, terminal, engine));
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Result(commandLine.execute(args), out.toString(), err.toString());
    }

    private static SyncPlan plan(SyncRequest request) {
        return new SyncPlan(
                request.source() + " (PostgreSQL 17.6)",
                request.target() + " (PostgreSQL 15.19)",
                List.of(
                        new PlannedTable(new TableName("public", "pages"), 218_714, 1_400_000_000, 5, true, false),
                        new PlannedTable(new TableName("public", "tags"), -1, 8192, 1, true, true)),
                List.of(new TableName("public", "secrets")),
                List.of("the source is behind a pooler; a direct connection is faster"));
    }

    record Result(int code, String out, String err) {}
}
