package io.databasesync.cli.web.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a watch keeps of each object: its names and version. The board has the rest, in the form that it shows.
final class Headings<T extends HasMetadata> implements ItemStore<T> {
    private final Map<String, T> byKey = new ConcurrentHashMap<>();
    private final Supplier<T> blank;

    Headings(Supplier<T> blank) {
        this.blank = blank;
    }

    @Override
    public String getKey(T object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    public @Nullable T put(String key, T object) {
        return byKey.put(key, heading(object.getMetadata()));
    }

    private T heading(ObjectMeta full) {
        T heading = blank.get();
        heading.setMetadata(new ObjectMetaBuilder()
                .withNamespace(full.getNamespace())
                .withName(full.getName())
                .withUid(full.getUid())
                .withResourceVersion(full.getResourceVersion())
                .build());
        return heading;
    }

    @Override
    public @Nullable T remove(String key) {
        return byKey.remove(key);
    }

    @Override
    public @Nullable T get(String key) {
        return byKey.get(key);
    }

    @Override
    public Stream<String> keySet() {
        return byKey.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return byKey.values().stream();
    }

    @Override
    public int size() {
        return byKey.size();
    }

    @Override
    public boolean isFullState() {
        return false;
    }
}
