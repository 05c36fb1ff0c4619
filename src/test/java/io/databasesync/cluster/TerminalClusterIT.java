package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.cli.live.PseudoTerminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The program of the build on a real cluster, as a person types it.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class TerminalClusterIT {
    private static final Path BIN = Path.of("target/dist/bin").toAbsolutePath();
    private static final String ALL = "{include: [\"public.gated\"]}";

    @RegisterExtension
    static final Installation CLUSTER = new Installation();

    @Test
    void everyVerbDoesWhatItSays() throws IOException, InterruptedException {
        TestSync sync = Gate.newSync(CLUSTER, "typed");
        sync.apply(ALL).awaitPhase("Succeeded");

        assertThat(typed("status").out()).contains("typed", "Succeeded");
        assertThat(typed("status", "typed", "-o", "json").out()).contains("\"kind\":\"DatabaseSync\"");
        assertThat(typed("runs", "typed", "-o", "name").out()).startsWith("databasesyncrun.databasesync.io/typed-");
        assertThat(typed("history", "typed").out()).contains("Sync", "Succeeded", "5,000");
        assertThat(typed("events", "typed").out()).contains("RunStarted", "RunSucceeded");
        assertThat(typed("logs", sync.run().getMetadata().getName()).out()).contains("\"event\":");
        assertThat(typed("verify", "typed").out()).contains("Succeeded", "equal");
        assertThat(typed("plan", "typed", "-o", "yaml").out()).contains("operation: \"Plan\"", "result: \"Succeeded\"");
        typed("suspend", "typed");
        sync.await(
                "suspended",
                _ -> Boolean.TRUE.equals(sync.resource().get().getSpec().suspend()));
        typed("resume", "typed");
        assertThat(typed("rollback", "typed", "--skip-confirm").out()).contains("rolled back");

        Typed nowhere = dbsync("status", "nosuch");
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err()).contains("has no DatabaseSync nosuch");
    }

    @Test
    void aRunIsCancelledAndTheNameOfTheProgramIsAPluginOfKubectl() throws IOException, InterruptedException {
        assumeThat(Kubectl.exists()).as("kubectl is on the PATH").isTrue();
        TestSync sync = Gate.newSync(CLUSTER, "plugged");
        sync.apply(ALL);
        waited("databasesync/plugged", "Ready");
        try (Gate _ = Gate.shut(sync.target())) {
            Typed started = run(Stream.of("kubectl", "dbsync", "run", "plugged", "--no-wait"));
            assertThat(started.code()).as(started.err()).isZero();
            String run = started.out().strip();
            sync.awaitPhase("Copying");
            assertThat(run(Stream.of("kubectl", "dbsync", "cancel", run)).code())
                    .isZero();
            waited("databasesyncrun/" + run, "Failed");
            sync.await("the end of the run", status -> status.activeRun() == null);
        }
        assertThat(typed("runs", "plugged").out()).contains("Cancelled");
    }

    @Test
    void aTerminalShowsTheTableThatMoves() throws IOException, InterruptedException {
        assumeThat(PseudoTerminal.possible()).as("there is a program script").isTrue();
        TestSync sync = Gate.newSync(CLUSTER, "live");
        try (Gate gate = Gate.shut(sync.target())) {
            sync.apply(ALL).awaitPhase("Copying");
            String watch = BIN.resolve("dbsync") + " status live -w -n " + CLUSTER.namespace();
            try (PseudoTerminal terminal = PseudoTerminal.shell(120, 30, Map.of(), watch)) {
                await("the table")
                        .atMost(Duration.ofSeconds(90))
                        .until(() -> terminal.screen().stream().anyMatch(line -> line.contains("public.gated")));
                assertThat(terminal.screen())
                        .anySatisfy(line -> assertThat(line).contains("Validating", "Copying"))
                        .anySatisfy(line -> assertThat(line).contains(" %", "tables"));
                gate.open();
                assertThat(terminal.end()).as(terminal.text()).isZero();
                assertThat(terminal.screen().getLast()).contains(": Succeeded. 1 table with 5,000 rows");
            }
        }
    }

    /// `kubectl wait`, which has to come back by itself.
    private static void waited(String object, String condition) throws IOException, InterruptedException {
        Typed waited = run(Stream.of("kubectl", "wait", object, "--for=condition=" + condition, "--timeout=180s"));
        assertThat(waited.code()).as(waited.err()).isZero();
    }

    /// A command that has to succeed.
    private static Typed typed(String... arguments) throws IOException, InterruptedException {
        Typed typed = dbsync(arguments);
        assertThat(typed.code())
                .as("%s: %s", String.join(" ", arguments), typed.err())
                .isZero();
        return typed;
    }

    private static Typed dbsync(String... arguments) throws IOException, InterruptedException {
        return run(Stream.concat(Stream.of(BIN.resolve("dbsync").toString()), Stream.of(arguments)));
    }

    private static Typed run(Stream<String> words) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(words, Stream.of("-n", CLUSTER.namespace())).toList();
        Path err = Path.of("target", "typed-" + CLUSTER.namespace());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().merge("PATH", BIN.toString(), (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return new Typed(code, out, Files.readString(err));
    }

    private record Typed(int code, String out, String err) {}
}
