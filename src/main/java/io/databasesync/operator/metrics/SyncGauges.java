package io.databasesync.operator.metrics;

import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.ProgressStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What the status of each sync says, as numbers.
final class SyncGauges {
    private final MeterRegistry registry;
    private final List<Family> families = new ArrayList<>();

    SyncGauges(MeterRegistry registry) {
        this.registry = registry;
        rows("dbsync.phase", "1 for the phase that the sync shows", SyncGauges::phase);
        rows("dbsync.condition", "1 for a condition that is True, otherwise 0", SyncGauges::conditions);
        rows("dbsync.last.run.result", "1 for the result and reason of the last run", SyncGauges::lastRun);
        one("dbsync.progress.ratio", "The finished share of the run, 0 to 1", SyncSample::ratio);
        one(
                "dbsync.run.rows.copied",
                "Rows that the active run has copied",
                sample -> sample.progress(ProgressStatus::rows).map(rows -> (double) rows.done()));
        one(
                "dbsync.run.bytes.copied",
                "Bytes that the active run has copied",
                sample -> sample.progress(ProgressStatus::bytes).map(bytes -> (double) bytes.done()));
        one(
                "dbsync.run.heartbeat.timestamp.seconds",
                "When the pod of the active run last reported",
                sample -> sample.progress(ProgressStatus::heartbeat).flatMap(SyncSample::seconds));
        one(
                "dbsync.last.success.timestamp.seconds",
                "When new content was last published",
                sample -> SyncSample.seconds(sample.status().lastSuccessTime()));
        one("dbsync.next.run.timestamp.seconds", "When the operator starts the next run", SyncSample::nextRun);
        one(
                "dbsync.failures.in.a.row",
                "How many of the last runs failed, among those that are kept",
                sample -> Optional.of((double) sample.failuresInARow()));
        one("dbsync.runs.waiting", "Runs that wait for another one", sample -> Optional.of((double) sample.waiting()));
    }

    void show(List<SyncSample> samples) {
        families.forEach(family -> family.show(samples));
    }

    private void one(String name, String description, Function<SyncSample, Optional<Double>> value) {
        rows(
                name,
                description,
                sample -> value.apply(sample).map(number -> row(sample.tags().tags(), number)).stream());
    }

    private void rows(String name, String description, Function<SyncSample, Stream<Row<Number>>> rows) {
        MultiGauge gauge = MultiGauge.builder(name).description(description).register(registry);
        families.add(new Family(gauge, rows));
    }

    private static Stream<Row<Number>> phase(SyncSample sample) {
        String phase = Objects.requireNonNullElse(sample.status().phase(), "Unknown");
        return Stream.of(row(sample.tags().and("phase", phase), 1));
    }

    private static Stream<Row<Number>> conditions(SyncSample sample) {
        return sample.status().conditions().stream()
                .filter(condition -> !"Unknown".equals(condition.getStatus()))
                .map(condition -> row(sample.tags().and("type", condition.getType()), truth(condition)));
    }

    private static double truth(Condition condition) {
        return "True".equals(condition.getStatus()) ? 1 : 0;
    }

    private static Stream<Row<Number>> lastRun(SyncSample sample) {
        LastRun last = sample.status().lastRun();
        if (last == null || last.result() == null) {
            return Stream.empty();
        }
        String reason = Objects.requireNonNullElse(last.reason(), "");
        return Stream.of(row(sample.tags().and("result", last.result()).and("reason", reason), 1));
    }

    private static Row<Number> row(Tags tags, double value) {
        return Row.of(tags, value);
    }

    private record Family(MultiGauge gauge, Function<SyncSample, Stream<Row<Number>>> rows) {
        void show(List<SyncSample> samples) {
            gauge.register(samples.stream().flatMap(rows).toList(), true);
        }
    }
}
