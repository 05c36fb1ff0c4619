package io.databasesync.operator.http;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.health.ControllerHealthInfo;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Whether the operator works, for the probes of its pod.
public final class Health implements Metrics {
    /// More than a request with all its retries takes.
    static final Duration STUCK = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Map<String, Instant> working = new ConcurrentHashMap<>();
    private volatile boolean started;

    public Health(InstantSource clock) {
        this.clock = clock;
    }

    public void started() {
        started = true;
    }

    @Override
    public void reconciliationExecutionStarted(HasMetadata resource, Map<String, Object> metadata) {
        working.put(name(resource), clock.instant());
    }

    @Override
    public void reconciliationExecutionFinished(HasMetadata resource, Map<String, Object> metadata) {
        working.remove(name(resource));
    }

    /// Nothing if the caches are filled.
    public Optional<String> startup() {
        return started ? Optional.empty() : Optional.of("the caches are not filled yet");
    }

    /// Nothing if every cache is filled in at least one namespace. A watch that is being reopened is no reason: the
    /// cache still answers.
    @SuppressWarnings("rawtypes") // of the SDK
    public Optional<String> ready(List<ControllerHealthInfo> controllers) {
        return startup()
                .or(() -> controllers.stream()
                        .map(controller -> controller.informerEventSourceHealthIndicators())
                        .flatMap(sources -> sources.entrySet().stream())
                        .filter(source -> !filled(source.getValue()))
                        .findFirst()
                        .map(source -> "the cache %s is not filled".formatted(source.getKey())));
    }

    /// Nothing unless a reconciler works on one object for so long that it must hang.
    public Optional<String> live() {
        Instant limit = clock.instant().minus(STUCK);
        return working.entrySet().stream()
                .filter(work -> work.getValue().isBefore(limit))
                .findFirst()
                .map(work -> "the operator has worked on %s since %s".formatted(work.getKey(), work.getValue()));
    }

    private static String name(HasMetadata resource) {
        return "%s %s/%s"
                .formatted(
                        resource.getKind(),
                        resource.getMetadata().getNamespace(),
                        resource.getMetadata().getName());
    }

    @SuppressWarnings("rawtypes") // of the SDK
    private static boolean filled(InformerWrappingEventSourceHealthIndicator<?> source) {
        return source.informerHealthIndicators().values().stream()
                .anyMatch(informer -> informer.hasSynced() && informer.isRunning());
    }
}
