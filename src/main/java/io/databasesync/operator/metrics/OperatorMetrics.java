package io.databasesync.operator.metrics;

import static java.util.stream.Collectors.groupingBy;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// All metrics of the operator, in the text format of Prometheus.
public final class OperatorMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SyncGauges gauges = new SyncGauges(registry);
    private final EndedRuns ended = new EndedRuns(registry);
    private final Metrics reconcilers = MicrometerMetrics.withoutPerResourceMetrics(registry);
    private final MultiGauge namespaces;
    private final String version;
    private final JvmGcMetrics collector = new JvmGcMetrics();

    /// @param version of the operator
    public OperatorMetrics(String version) {
        this.version = version;
        Gauge.builder("dbsync.operator.version", () -> 1)
                .description("The version of the operator")
                .tag("version", version)
                .register(registry);
        namespaces = MultiGauge.builder("dbsync.operator.namespace.watched")
                .description("1 for a namespace that the operator watches, 0 for one that it may not see")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collector.bindTo(registry);
    }

    /// The version of the operator.
    public String version() {
        return version;
    }

    /// The metrics of the reconcilers.
    public Metrics reconcilers() {
        return reconcilers;
    }

    /// Counts the requests of a client.
    public Interceptor requests() {
        return new ClientRequests(registry);
    }

    /// Shows which namespaces the operator watches.
    ///
    /// @param asked the namespaces of its settings
    public void namespaces(Set<String> asked, Predicate<String> watched) {
        namespaces.register(
                asked.stream()
                        .<Row<?>>map(name -> Row.of(Tags.of("namespace", name), watched.test(name) ? 1 : 0))
                        .toList(),
                true);
    }

    /// Counts the ends of runs, and measures their phases.
    public EndedRuns ended() {
        return ended;
    }

    /// All metrics as text.
    ///
    /// @param syncs the syncs that exist
    /// @param runs all runs
    public synchronized String scrape(List<DatabaseSync> syncs, List<DatabaseSyncRun> runs) {
        Map<SyncTags, List<DatabaseSyncRun>> bySync = runs.stream()
                .collect(groupingBy(run -> new SyncTags(
                        run.getMetadata().getNamespace(), run.getSpec().syncRef())));
        List<SyncSample> samples = syncs.stream()
                .map(sync -> new SyncSample(sync, bySync.getOrDefault(SyncTags.of(sync), List.of())))
                .toList();
        forgetAllBut(samples.stream().map(SyncSample::tags).collect(Collectors.toSet()));
        gauges.show(samples);
        return registry.scrape();
    }

    /// Removes the counters of syncs that are gone. The gauges go by themselves.
    private void forgetAllBut(Set<SyncTags> present) {
        registry.getMeters().stream()
                .map(Meter::getId)
                .filter(meter -> SyncTags.named(meter) && !present.contains(SyncTags.of(meter)))
                .forEach(registry::remove);
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
