package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.Identities;
import io.databasesync.contract.TerminationMessage;
import io.databasesync.operator.DatabaseSyncOperator;
import io.databasesync.operator.OperatorSettings;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.worker.Worker;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// One spec, read by the operator, by the worker and by the terminal.
class SpecReadersTest {
    private static final String NAMESPACE = "knowledge";
    /// Where no operator settles the run before its worker reads it.
    private static final String UNWATCHED = "pods";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ACCEPTED = "accepted";
    private static final String SPEC = """
            direction: RemoteToLocal
            local: {uriSecret: {name: kb-local}}
            remote: {uriSecret: {name: kb-remote}}
            tables: {include: ["public.*"]}
            parallelism: {tables: 4}
            safety: {lockTimeout: 5s, keepPrevious: 1}
            retry: {attempts: 3}
            deadline: 6h
            """;
    private static final SyncOutcome SYNCED = new SyncOutcome.Synced(
            ChosenMode.Swap, List.of(), 0, Duration.ZERO, List.of(), "Counts", List.of(), List.of(), Comparison.Counts);
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final InJvmKubernetes KUBERNETES = new InJvmKubernetes();
    private static final KubernetesClient CLIENT = KUBERNETES.client();
    private static final DatabaseSyncOperator OPERATOR =
            new DatabaseSyncOperator(CLIENT, new OperatorSettings("dbsync:test", "Never", Set.of(NAMESPACE)));

    private final String name = "kb-" + NAMES.incrementAndGet();
    private final Path folder;

    SpecReadersTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeAll
    static void startOperator() {
        OPERATOR.start();
        await().atMost(PATIENCE).until(OPERATOR::watching);
    }

    @AfterAll
    static void stop() {
        OPERATOR.close();
        KUBERNETES.close();
    }

    static Stream<Arguments> specs() {
        return Stream.of(
                argumentSet("as it is", "tables:", "tables:", ACCEPTED),
                argumentSet("unknown field", "tables: {include", "tables: {exlude: [], include", "spec.tables.exlude"),
                argumentSet("unknown top field", "deadline", "dealine", "spec.dealine"),
                argumentSet("unknown constant", "RemoteToLocal", "RemoteToMars", "spec.direction is RemoteToMars"),
                argumentSet("no direction", "direction: RemoteToLocal\n", "", "spec.direction is missing"),
                argumentSet("no local", "local: {uriSecret: {name: kb-local}}\n", "", "spec.local is missing"),
                argumentSet(
                        "no secret", "uriSecret: {name: kb-local}", "protection: Writable", "spec.local has no Secret"),
                argumentSet("two places", "{uriSecret: {name: kb-local}", "{host: db, uriSecret: {name: a}", "remove"),
                argumentSet(
                        "no database",
                        "uriSecret: {name: kb-local}",
                        "host: db, credentialsSecret: {name: a}",
                        "spec.local"),
                argumentSet(
                        "no authorities",
                        "uriSecret: {name: kb-local}",
                        "uriSecret: {name: a}, sslMode: VerifyFull",
                        "caSecret"),
                argumentSet("pattern", "public.*", "orders", "tables.include names no schema"),
                argumentSet("no parallelism", "tables: 4", "tables: 0", "spec.parallelism.tables is 0"),
                argumentSet("too parallel", "tables: 4", "tables: 65", "spec.parallelism.tables is 65"),
                argumentSet("lock timeout", "lockTimeout: 5s", "lockTimeout: 5 s", "spec.safety.lockTimeout"),
                argumentSet("no lock timeout", "lockTimeout: 5s", "lockTimeout: 0s", "safety.lockTimeout is 0 ms"),
                argumentSet("long lock timeout", "lockTimeout: 5s", "lockTimeout: 21s", "lockTimeout is 21000 ms"),
                argumentSet("generations", "keepPrevious: 1", "keepPrevious: -1", "safety.keepPrevious is -1"),
                argumentSet("many generations", "keepPrevious: 1", "keepPrevious: 11", "safety.keepPrevious is 11"),
                argumentSet("percent", "keepPrevious: 1", "maxShrinkPercent: 101", "safety.maxShrinkPercent is 101"),
                argumentSet("free bytes", "keepPrevious: 1", "targetFreeBytes: -1", "safety.targetFreeBytes is -1"),
                argumentSet("writes", "keepPrevious: 1", "targetWrites: Refuse", ACCEPTED),
                argumentSet(
                        "other writes", "keepPrevious: 1", "targetWrites: Allow", "spec.safety.targetWrites is Allow"),
                argumentSet("attempts", "attempts: 3", "attempts: 0", "spec.retry.attempts is 0"),
                argumentSet("deadline", "6h", "6 hours", "spec.deadline"));
    }

    @ParameterizedTest
    @MethodSource
    void specs(String text, String instead, String expected) throws IOException {
        assertThat(SPEC).contains(text);
        String spec = SPEC.replace(text, instead);
        String operator = operator(spec);
        assertThat(operator).contains(expected);
        assertThat(worker(spec)).as("worker").isEqualTo(operator);
        assertThat(terminal(spec)).as("terminal").isEqualTo(operator);
    }

    @Test
    void theOperatorRefusesARunWithAFieldThatItsPodWouldNotKnow() {
        create(DatabaseSync.class, map(SPEC));
        create(DatabaseSyncRun.class, Map.of("syncRef", name, "operation", "Plan", "onlyTables", List.of("a")));
        assertThat(operatorsAnswer()).startsWith("spec.onlyTables is not a field");
    }

    @Test
    void theOperatorRefusesARunWithAnOperationThatItsPodWouldNotKnow() {
        create(DatabaseSync.class, map(SPEC));
        create(DatabaseSyncRun.class, Map.of("syncRef", name, "operation", "Merge"));
        assertThat(operatorsAnswer()).startsWith("spec.operation is Merge").contains("Verify");
    }

    private String operator(String spec) {
        create(DatabaseSync.class, map("suspend: true\n" + spec));
        create(DatabaseSyncRun.class, Map.of("syncRef", name, "operation", "Plan"));
        return operatorsAnswer();
    }

    private String operatorsAnswer() {
        await().atMost(PATIENCE).until(() -> status().settled() || status().jobName() != null);
        DatabaseSyncRunStatus status = status();
        return status.settled() ? withoutOrigin(status.message()) : ACCEPTED;
    }

    private DatabaseSyncRunStatus status() {
        DatabaseSyncRun run = CLIENT.resources(DatabaseSyncRun.class)
                .inNamespace(NAMESPACE)
                .withName(name)
                .get();
        return Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
    }

    private String worker(String spec) throws IOException {
        for (String end : List.of("local", "remote")) {
            Path secret = Files.createDirectories(folder.resolve("etc/databasesync/" + end));
            Files.writeString(secret.resolve("uri"), "postgresql://app:secret@db:5432/kb");
        }
        CLIENT.resources(DatabaseSyncRun.class)
                .inNamespace(UNWATCHED)
                .withName(name)
                .delete();
        create(
                DatabaseSyncRun.class,
                UNWATCHED,
                new LinkedHashMap<>(Map.of("syncRef", name, "operation", "Sync", "template", map(spec))));
        Path log = folder.resolve("termination-log");
        int code = new Worker(CLIENT, (_, _, _) -> SYNCED, folder, log, Identities.NONE).run(UNWATCHED, name);
        String message =
                TerminationMessage.parse(Files.readString(log)).orElseThrow().message();
        return code == 0 ? ACCEPTED : withoutOrigin(message);
    }

    private String terminal(String spec) throws IOException {
        Files.writeString(folder.resolve("sync.yaml"), """
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSync
                metadata: {name: kb}
                spec:
                """ + spec.indent(2));
        CliFixture.Result result = new CliFixture(folder).dbsync("sync", "-f", "sync.yaml", "--skip-confirm");
        return result.code() == 0
                ? ACCEPTED
                : withoutOrigin(result.err().strip().replaceFirst("^dbsync: InvalidSpec: ", ""));
    }

    /// What is read differs: a file, a sync, a run. What is said about it does not.
    private static String withoutOrigin(@Nullable String message) {
        return Objects.requireNonNull(message)
                .replaceFirst("^(\\S*sync.yaml|(DatabaseSync|DatabaseSyncRun) \\S+/kb-\\d+): ", "");
    }

    private void create(Class<? extends HasMetadata> type, Map<String, Object> spec) {
        create(type, NAMESPACE, spec);
    }

    /// As an API server with another CRD would take it.
    private void create(Class<? extends HasMetadata> type, String namespace, Map<String, Object> spec) {
        GenericKubernetesResource resource = new GenericKubernetesResource();
        resource.setApiVersion(HasMetadata.getApiVersion(type));
        resource.setKind(HasMetadata.getKind(type));
        resource.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        resource.setAdditionalProperty("spec", spec);
        CLIENT.genericKubernetesResources(resource.getApiVersion(), resource.getKind())
                .inNamespace(namespace)
                .resource(resource)
                .create();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(String yaml) {
        return Serialization.unmarshal(yaml, Map.class);
    }
}
