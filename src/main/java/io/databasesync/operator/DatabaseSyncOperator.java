package io.databasesync.operator;

import io.databasesync.operator.events.EventRecorder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operator: both controllers on one client.
public final class DatabaseSyncOperator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSyncOperator.class);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Operator operator;
    private final EventRecorder events;
    private volatile boolean closing;

    /// @param client the client to use; the caller closes it
    public DatabaseSyncOperator(KubernetesClient client, OperatorSettings settings) {
        this(client, settings, Reporting.LOCAL);
    }

    /// @param client the client to use; the caller closes it
    public DatabaseSyncOperator(KubernetesClient client, OperatorSettings settings, Reporting reporting) {
        this(client, settings, reporting, List.of());
    }

    /// @param more receive every transition of a sync or a run, after the log and the events of the cluster
    DatabaseSyncOperator(
            KubernetesClient client, OperatorSettings settings, Reporting reporting, List<TransitionListener> more) {
        events = new EventRecorder(client, reporting.instance(), Clock.systemUTC());
        List<TransitionListener> listeners =
                new ArrayList<>(List.of(new TransitionLog(), new TransitionEvents(events)));
        listeners.addAll(more);
        StatusWriter writer = new StatusWriter(listeners);
        operator = new Operator(overrider -> overrider // called twice by JOSDK 5.2.3: no side effects
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withReconciliationTerminationTimeout(GRACE)
                .withStopOnInformerErrorDuringStartup(
                        settings.namespaces().isEmpty()) // one namespace must not stop all
                .withInformerStoppedHandler((_, failure) -> stopped(failure)));
        register(new SyncReconciler(Clock.systemUTC(), settings.reconnectAfter(), writer), settings);
        register(new RunReconciler(settings, Clock.systemUTC(), writer), settings);
    }

    /// Starts the operator. Returns when the caches are filled and both controllers run.
    public void start() {
        operator.start();
        LOG.info("event=started");
    }

    /// Whether the operator receives every change. False for a moment while a watch is reopened.
    public boolean watching() {
        return operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    /// Stops the operator, and waits up to ten seconds for its current work. Runs go on; the next
    /// operator finds them.
    @Override
    public void close() {
        closing = true;
        operator.stop();
        events.close();
        LOG.info("event=stopped");
    }

    private <R extends CustomResource<?, ?>> void register(Reconciler<R> reconciler, OperatorSettings settings) {
        operator.register(reconciler, (ControllerConfigurationOverrider<R> overrider) -> {
            overrider.withRetry(new GenericRetry()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setIntervalMultiplier(2)
                    .setMaxInterval(Duration.ofMinutes(1).toMillis())
                    .withoutMaxAttempts());
            if (settings.namespaces().isEmpty()) {
                overrider.watchingAllNamespaces();
            } else {
                overrider.settingNamespaces(settings.namespaces());
            }
        });
    }

    /// Ends the process if the operator no longer receives changes, so that the kubelet starts another one.
    private void stopped(Throwable failure) {
        if (!closing) {
            LOG.error("event=informer_stopped; the process ends", failure);
            System.exit(1);
        }
    }
}
