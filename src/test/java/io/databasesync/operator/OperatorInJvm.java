package io.databasesync.operator;

import static org.awaitility.Awaitility.await;

import io.databasesync.operator.metrics.OperatorMetrics;
import io.databasesync.operator.status.Transition;
import io.databasesync.sync.Phase;
import io.databasesync.testing.kubernetes.InJvmJobController;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.operator.Specs;
import io.databasesync.testing.postgres.Relay;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The real operator, on an API server and a Job controller inside this JVM, with the Secrets that `Specs` names.
final class OperatorInJvm extends KubectlInJvm implements AutoCloseable {
    private final InJvmKubernetes kubernetes;
    private final @Nullable Relay network;
    private final KubernetesClient operatorClient;
    private final ScriptedWorker worker = new ScriptedWorker(client());
    private final InJvmJobController jobController = new InJvmJobController(client(), worker);
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
        this(new InJvmKubernetes(), stallAfter, clock, false);
    }

    private OperatorInJvm(InJvmKubernetes kubernetes, Duration stallAfter, Clock clock, boolean overNetwork) {
        super(kubernetes.client());
        this.kubernetes = kubernetes;
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
        return new OperatorInJvm(new InJvmKubernetes(), OperatorSettings.DEFAULT_STALL_AFTER, Clock.systemUTC(), true);
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

    /// Creates the sync, and waits until its first run copies.
    void createAndCopy() {
        create(Specs.spec());
        worker.tells(Phase.Copying, 20, "Copying");
        awaitPhase("Copying");
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
