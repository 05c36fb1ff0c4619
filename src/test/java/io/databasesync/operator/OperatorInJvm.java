package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncRunStatusBuilder;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.contract.Kubernetes;
import io.databasesync.operator.metrics.OperatorMetrics;
import io.databasesync.operator.status.Transition;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.testing.kubernetes.InJvmJobController;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.operator.Specs;
import io.databasesync.testing.postgres.Relay;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The real operator, on an API server and a Job controller inside this JVM, with the Secrets that `Specs` names.
final class OperatorInJvm implements AutoCloseable {
    static final String NAMESPACE = "knowledge";
    static final String SYNC = "knowledge-base";
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient client = kubernetes.client();
    private final @Nullable Relay network;
    private final KubernetesClient operatorClient;
    private final ScriptedWorker worker = new ScriptedWorker(client);
    private final InJvmJobController jobController = new InJvmJobController(client, worker);
    private final List<Transition> transitions = new CopyOnWriteArrayList<>();
    private final Clock clock;
    private OperatorSettings settings;
    private DatabaseSyncOperator operator;

    OperatorInJvm() {
        this(OperatorSettings.DEFAULT_STALL_AFTER);
    }

    /// @param stallAfter how long a pod may fail to start
    OperatorInJvm(Duration stallAfter) {
        this(stallAfter, Clock.systemUTC());
    }

    /// @param clock what the operator takes for the time
    OperatorInJvm(Clock clock) {
        this(OperatorSettings.DEFAULT_STALL_AFTER, clock);
    }

    private OperatorInJvm(Duration stallAfter, Clock clock) {
        this(stallAfter, clock, false);
    }

    private OperatorInJvm(Duration stallAfter, Clock clock, boolean overNetwork) {
        this.clock = clock;
        network = overNetwork ? kubernetes.newRelay() : null;
        operatorClient = network == null ? kubernetes.newClient() : kubernetes.newClient(network);
        settings = settings("dbsync:test", stallAfter);
        operator = started();
        secret("kb-local", Map.of("username", "app", "pass", "secret"));
        secret("kb-remote", Map.of("uri", "postgresql://app@db/app"));
        secret("kb-ca", Map.of("ca.crt", "PEM"));
    }

    /// With a network between the operator and the API server. Everybody else has a way of their own.
    static OperatorInJvm overNetwork() {
        return new OperatorInJvm(OperatorSettings.DEFAULT_STALL_AFTER, Clock.systemUTC(), true);
    }

    KubernetesClient client() {
        return client;
    }

    Relay network() {
        return Objects.requireNonNull(network);
    }

    /// Whether the operator receives every change.
    boolean watching() {
        return operator.watching();
    }

    /// The requests to write a status of a sync or a run that changed nothing.
    List<String> idleStatusWrites() {
        return kubernetes.idleStatusWrites();
    }

    /// What the pods of all runs do.
    ScriptedWorker worker() {
        return worker;
    }

    /// All that the operator has told so far, of one kind of resource.
    List<Transition> transitions(Class<? extends HasMetadata> kind) {
        return transitions.stream()
                .filter(transition -> kind.isInstance(transition.resource()))
                .toList();
    }

    /// How often the operator has asked to write the status of a run.
    long runStatusWrites() {
        return kubernetes.statusApplied("databasesyncruns", "databasesyncrun");
    }

    /// The events about the sync, oldest first, as `TYPE REASON NOTE`.
    List<String> events() {
        return client.events().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .sorted(Comparator.comparing(event -> event.getEventTime().getTime()))
                .map(event -> "%s %s %s".formatted(event.getType(), event.getReason(), event.getNote()))
                .toList();
    }

    /// The answer of the operator's own HTTP server, as `CODE BODY`.
    String http(String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri =
                    URI.create("http://localhost:%d%s".formatted(operator.port().getAsInt(), path));
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void stopOperator() {
        operator.close();
    }

    /// Starts an operator of another image, as an upgrade does.
    void upgradeOperator(String image) {
        settings = settings(image, settings.stallAfter());
        restartOperator();
    }

    private static OperatorSettings settings(String image, Duration stallAfter) {
        return new OperatorSettings(image, "Never", Set.of(), Duration.ofMinutes(1), stallAfter);
    }

    void startOperator() {
        operator = started();
    }

    /// A new one looks at everything anew.
    void restartOperator() {
        stopOperator();
        startOperator();
    }

    private DatabaseSyncOperator started() {
        var started = new DatabaseSyncOperator(
                operatorClient,
                settings,
                new Reporting("operator-0", 0, Duration.ofMillis(50)),
                new OperatorMetrics("1.2.3"),
                new DatabaseSyncOperator.Hooks(clock, List.of(transitions::add), Duration.ofMillis(200)));
        started.start();
        await().atMost(PATIENCE).until(started::watching);
        return started;
    }

    void secret(String name, Map<String, String> content) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(name)
                        .endMetadata()
                        .withStringData(content)
                        .build())
                .create();
    }

    /// Creates the sync.
    void create(DatabaseSyncSpec spec) {
        client.resource(Specs.sync(NAMESPACE, SYNC, spec)).create();
    }

    /// Creates the sync, and waits until its first run copies.
    void createAndCopy() {
        create(Specs.spec());
        worker.tells(Phase.Copying, 20, "Copying");
        awaitPhase("Copying");
    }

    Resource<DatabaseSync> sync() {
        return client.resources(DatabaseSync.class).inNamespace(NAMESPACE).withName(SYNC);
    }

    /// Changes the sync, as `kubectl edit` does: once more if the operator has just written its status.
    void edit(UnaryOperator<DatabaseSync> change) {
        await().atMost(PATIENCE).until(() -> {
            try {
                sync().edit(change);
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                    return false;
                }
                throw e;
            }
        });
    }

    /// Creates a run as a user does.
    void createRun(String name, Operation operation) {
        createRun(name, DatabaseSyncRunSpec.of(SYNC, operation));
    }

    void createRun(String name, DatabaseSyncRunSpec spec) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(
                new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name).build());
        run.setSpec(spec);
        client.resource(run).create();
    }

    Resource<DatabaseSyncRun> run(String name) {
        return client.resources(DatabaseSyncRun.class).inNamespace(NAMESPACE).withName(name);
    }

    /// The Job of a run.
    Job job(String run) {
        return client.batch().v1().jobs().inNamespace(NAMESPACE).withName(run).get();
    }

    List<DatabaseSyncRun> runs() {
        return client.resources(DatabaseSyncRun.class)
                .inNamespace(NAMESPACE)
                .list()
                .getItems();
    }

    /// The one that the sync asked for.
    DatabaseSyncRun onlyRun() {
        List<DatabaseSyncRun> own = runs().stream()
                .filter(run -> run.getMetadata().getName().startsWith(SYNC))
                .toList();
        assertThat(own).hasSize(1);
        return own.getFirst();
    }

    DatabaseSyncRunStatus onlyRunStatus() {
        return Objects.requireNonNull(onlyRun().getStatus());
    }

    /// Changes the run that the sync asked for, as `kubectl patch` does.
    void change(UnaryOperator<DatabaseSyncRunSpec> change) {
        DatabaseSyncRun run = onlyRun();
        Kubernetes.patch(client, run, Map.of("spec", change.apply(run.getSpec())));
    }

    void cancel() {
        change(spec -> spec.withCancel(true));
    }

    /// As if the operator had not come to note in the only run's status which Job it made.
    void forgetJob() {
        run(onlyRun().getMetadata().getName()).editStatus(run -> {
            DatabaseSyncRunStatus status = Objects.requireNonNull(run.getStatus());
            run.setStatus(DatabaseSyncRunStatusBuilder.builder()
                    .observedGeneration(status.observedGeneration())
                    .phase(Phase.Pending)
                    .conditions(status.conditions())
                    .build());
            return run;
        });
    }

    DatabaseSyncStatus awaitSync(Predicate<DatabaseSyncStatus> expected) {
        return awaitSync(SYNC, expected);
    }

    DatabaseSyncStatus awaitSync(String name, Predicate<DatabaseSyncStatus> expected) {
        return awaitSync(PATIENCE, name, expected);
    }

    DatabaseSyncStatus awaitSync(Duration patience, String name, Predicate<DatabaseSyncStatus> expected) {
        return Objects.requireNonNull(await().atMost(patience)
                .until(
                        () -> client.resources(DatabaseSync.class)
                                .inNamespace(NAMESPACE)
                                .withName(name)
                                .get()
                                .getStatus(),
                        (@Nullable DatabaseSyncStatus status) -> status != null && expected.test(status)));
    }

    DatabaseSyncStatus awaitPhase(String phase) {
        return awaitSync(status -> phase.equals(status.phase()));
    }

    DatabaseSyncRunStatus awaitRun(String name, Predicate<DatabaseSyncRunStatus> expected) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .until(
                        () -> run(name).get().getStatus(),
                        (@Nullable DatabaseSyncRunStatus status) -> status != null && expected.test(status)));
    }

    /// Waits until a run waits for another one.
    void awaitTurn(String name) {
        awaitRun(
                name, status -> Objects.requireNonNullElse(status.message(), "").startsWith("waiting for run"));
    }

    /// Waits until the run that the sync asks for has ended.
    DatabaseSyncRunStatus awaitEnd() {
        return awaitOnlyRun(DatabaseSyncRunStatus::settled);
    }

    /// Waits for the run that the sync asks for: the sync may tell of it before the run's own status does.
    DatabaseSyncRunStatus awaitOnlyRun(Predicate<DatabaseSyncRunStatus> expected) {
        await().atMost(PATIENCE).until(() -> !runs().isEmpty());
        return awaitRun(onlyRun().getMetadata().getName(), expected);
    }

    @Override
    public void close() {
        operator.close();
        jobController.close();
        operatorClient.close();
        if (network != null) {
            network.close();
        }
        kubernetes.close();
    }
}
