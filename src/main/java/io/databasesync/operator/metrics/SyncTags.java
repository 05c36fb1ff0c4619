package io.databasesync.operator.metrics;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;

/// The labels that name a sync. They are not called `namespace` and `name`: a scrape has labels of these names for the
/// operator's own pod.
record SyncTags(String namespace, String name) {
    private static final String NAMESPACE = "sync_namespace";
    private static final String NAME = "sync_name";

    static SyncTags of(HasMetadata sync) {
        return new SyncTags(
                sync.getMetadata().getNamespace(), sync.getMetadata().getName());
    }

    Tags tags() {
        return Tags.of(NAMESPACE, namespace, NAME, name);
    }

    Tags and(String key, Object value) {
        return tags().and(key, value.toString());
    }

    /// Whether the meter is about a sync.
    static boolean named(Meter.Id meter) {
        return meter.getTag(NAMESPACE) != null;
    }

    static SyncTags of(Meter.Id meter) {
        return new SyncTags(
                Objects.requireNonNullElse(meter.getTag(NAMESPACE), ""),
                Objects.requireNonNullElse(meter.getTag(NAME), ""));
    }
}
