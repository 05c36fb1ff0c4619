package io.databasesync.cli.web.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.contract.Kubernetes;
import io.databasesync.web.api.Changes;
import io.databasesync.web.api.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One watch of the two kinds for all listeners, with the server's own account. Nobody else gets that client.
public final class ClusterWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);

    private static final long PAGE = 250; // a list is read in parts, so that thousands of objects need no large heap

    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

    /// A client for [#ClusterWatch].
    public static KubernetesClient client(Config config) {
        return Kubernetes.watching(config, List.of(DatabaseSync.class, DatabaseSyncRun.class));
    }

    /// @param reader the client of the server's own account, from [#client]
    /// @param namespaces empty for all of them
    public ClusterWatch(KubernetesClient reader, Set<String> namespaces, Changes changes) {
        Handler<DatabaseSync> syncs = new Handler<>(Kind.Sync, changes, sync -> changes.put(SyncViews.of(sync)));
        Handler<DatabaseSyncRun> runs = new Handler<>(Kind.Run, changes, run -> changes.put(RunViews.of(run)));
        if (namespaces.isEmpty()) {
            informers.add(informer(reader.resources(DatabaseSync.class).inAnyNamespace(), DatabaseSync::new, syncs));
            informers.add(
                    informer(reader.resources(DatabaseSyncRun.class).inAnyNamespace(), DatabaseSyncRun::new, runs));
        }
        for (String namespace : namespaces) {
            informers.add(
                    informer(reader.resources(DatabaseSync.class).inNamespace(namespace), DatabaseSync::new, syncs));
            informers.add(informer(
                    reader.resources(DatabaseSyncRun.class).inNamespace(namespace), DatabaseSyncRun::new, runs));
        }
        for (SharedIndexInformer<?> informer : informers) {
            informer.exceptionHandler((_, failure) -> {
                LOG.warn("the watch of the web server failed, and begins again: {}", failure.toString());
                return true;
            });
            informer.start();
        }
    }

    private static <T extends HasMetadata> SharedIndexInformer<T> informer(
            Informable<T> objects, Supplier<T> blank, Handler<T> handler) {
        return objects.withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new Headings<>(blank))
                .addEventHandler(handler);
    }

    /// What is wrong with the watch; empty if nothing is.
    public Optional<String> trouble() {
        return informers.stream().allMatch(informer -> informer.hasSynced() && informer.isWatching())
                ? Optional.empty()
                : Optional.of("the watch of the cluster is not up");
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
    }

    private record Handler<T extends HasMetadata>(Kind kind, Changes changes, Consumer<T> put)
            implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            put.accept(object);
        }

        @Override
        public void onUpdate(T before, T now) {
            put.accept(now);
        }

        @Override
        public void onDelete(T object, boolean unknown) {
            changes.gone(
                    kind,
                    object.getMetadata().getNamespace(),
                    object.getMetadata().getName());
        }
    }
}
