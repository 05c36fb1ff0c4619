package io.databasesync.operator;

import io.databasesync.operator.events.EventRecorder;
import io.databasesync.operator.events.TransitionEvents;
import io.databasesync.operator.http.Health;
import io.databasesync.operator.http.OperatorHttp;
import io.databasesync.operator.metrics.OperatorMetrics;
import io.databasesync.operator.metrics.TransitionMetrics;
import io.databasesync.operator.status.Beat;
import io.databasesync.operator.status.StatusWriter;
import io.databasesync.operator.status.TransitionListener;
import io.databasesync.operator.status.TransitionLog;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operator: both controllers on one client.
public final class DatabaseSyncOperator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSyncOperator.class);
    private static final Duration GRACE = Duration.ofSeconds(10);

    /// What tests replace.
    ///
    /// @param listeners receive every transition of a sync or a run, after log, metrics and events
    /// @param probe the pause between two looks at namespaces that may not be seen
    record Hooks(Clock clock, List<TransitionListener> listeners, Duration probe) {
        static final Hooks NONE = new Hooks(Clock.systemUTC(), List.of(), Duration.ofSeconds(30));

        Hooks {
            listeners = List.copyOf(listeners);
        }
    }

    private final Operator operator;
    private final EventRecorder events;
    private final OperatorMetrics metrics;
    private final Health health = new Health(Clock.systemUTC());
    private final Caches caches = new Caches();
    private final OperatorSettings settings;
    private final Reporting reporting;
    private final WatchedNamespaces namespaces;
    private final SyncReconciler syncs;
    private final RunReconciler runs;
    private @Nullable OperatorHttp http;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile boolean deaf;

    /// @param client the client to use; the caller closes it
    public DatabaseSyncOperator(KubernetesClient client, OperatorSettings settings) {
        this(client, settings, Reporting.LOCAL, new OperatorMetrics("none"));
    }

    /// @param client the client to use; the caller closes it
    public DatabaseSyncOperator(
            KubernetesClient client, OperatorSettings settings, Reporting reporting, OperatorMetrics metrics) {
        this(client, settings, reporting, metrics, Hooks.NONE);
    }

    DatabaseSyncOperator(
            KubernetesClient client,
            OperatorSettings settings,
            Reporting reporting,
            OperatorMetrics metrics,
            Hooks hooks) {
        this.settings = settings;
        this.reporting = reporting;
        this.metrics = metrics;
        events = new EventRecorder(client, reporting.instance(), hooks.clock());
        List<TransitionListener> listeners = new ArrayList<>(List.of(
                new TransitionLog(),
                new TransitionMetrics(metrics.ended(), hooks.clock()),
                new TransitionEvents(events)));
        listeners.addAll(hooks.listeners());
        StatusWriter writer = new StatusWriter(listeners, new Beat(reporting.beat(), caches::runs, hooks.clock()));
        Metrics measured = new AggregatedMetrics(List.of(metrics.reconcilers(), health));
        operator = new Operator(overrider -> overrider // called twice by JOSDK 5.2.3: no side effects
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(measured)
                .withReconciliationTerminationTimeout(GRACE)
                .withStopOnInformerErrorDuringStartup(
                        settings.namespaces().isEmpty()) // one namespace must not stop all
                .withInformerStoppedHandler((_, failure) -> stopped(failure)));
        namespaces = new WatchedNamespaces(client, settings.namespaces(), hooks.probe());
        syncs = new SyncReconciler(hooks.clock(), settings.reconnectAfter(), writer, caches);
        runs = new RunReconciler(settings, hooks.clock(), writer, caches);
    }

    /// Starts the operator. Returns when the caches are filled and both controllers run. Of the namespaces of the
    /// settings, at least one has to be permitted; it waits for that.
    public void start() {
        if (reporting.port() >= 0) {
            http = new OperatorHttp(
                    reporting.port(),
                    this::scrape,
                    Map.of(
                            OperatorHttp.STARTUP, health::startup,
                            OperatorHttp.READY, this::ready,
                            OperatorHttp.LIVE, health::live));
        }
        Set<String> watched = namespaces.await();
        if (closing) {
            return;
        }
        register(syncs, watched);
        register(runs, watched);
        operator.start();
        health.started();
        namespaces.follow(
                more -> operator.getRegisteredControllers().forEach(controller -> controller.changeNamespaces(more)));
        LOG.info(
                "event=started version={} image={} namespaces={} port={} beat={}",
                metrics.version(),
                settings.image(),
                watched.isEmpty() ? "all" : watched,
                http == null ? "none" : http.port(),
                reporting.beat());
    }

    /// The port of metrics and probes, if it serves them.
    OptionalInt port() {
        return http == null ? OptionalInt.empty() : OptionalInt.of(http.port());
    }

    /// Whether the operator receives every change. False for a moment while a watch is reopened.
    public boolean watching() {
        return operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    /// Waits until the operator is closed, or no longer receives changes.
    ///
    /// @return whether it was closed; if not, another process has to take its place
    public boolean awaitEnd() throws InterruptedException {
        ended.await();
        return !deaf;
    }

    /// Stops the operator, and waits up to ten seconds for its current work. Runs go on; the next
    /// operator finds them. A second call waits for the first one and does nothing.
    @Override
    public synchronized void close() {
        if (closing) {
            return;
        }
        closing = true;
        namespaces.close();
        operator.stop();
        events.close();
        if (http != null) {
            http.close();
        }
        LOG.info("event=stopped");
        ended.countDown();
    }

    private String scrape() {
        metrics.namespaces(settings.namespaces(), namespaces::watches);
        return metrics.scrape(caches.syncs(), caches.runs());
    }

    @SuppressWarnings("rawtypes") // of the SDK
    private Optional<String> ready() {
        return health.ready(operator.getRegisteredControllers().stream()
                .map(RegisteredController::getControllerHealthInfo)
                .toList());
    }

    private <R extends CustomResource<?, ?>> void register(Reconciler<R> reconciler, Set<String> watched) {
        operator.register(reconciler, (ControllerConfigurationOverrider<R> overrider) -> {
            overrider.withRetry(new GenericRetry()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setIntervalMultiplier(2)
                    .setMaxInterval(Duration.ofMinutes(1).toMillis())
                    .withoutMaxAttempts());
            if (watched.isEmpty()) {
                overrider.watchingAllNamespaces();
            } else {
                overrider.settingNamespaces(watched);
            }
        });
    }

    // An informer stops by itself only if it cannot go on, for instance because it cannot read an object.
    private void stopped(Throwable failure) {
        if (!closing) {
            LOG.error("event=informer_stopped; the operator ends", failure);
            deaf = true;
            ended.countDown();
        }
    }
}
