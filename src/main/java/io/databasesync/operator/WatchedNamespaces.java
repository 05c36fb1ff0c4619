package io.databasesync.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The namespaces that the operator watches: of those in its settings, the ones whose objects it may list. An informer
/// in a forbidden namespace would delay the start of all others by minutes. Forbidden ones are asked again.
final class WatchedNamespaces implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedNamespaces.class);
    private static final List<Class<? extends HasMetadata>> KINDS =
            List.of(DatabaseSync.class, DatabaseSyncRun.class, Job.class, Pod.class);

    private final KubernetesClient client;
    private final Set<String> asked;
    private final Duration pause;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Set<String> watched = Set.of();

    /// @param asked the namespaces of the settings; empty for all
    /// @param pause between two looks at forbidden namespaces
    WatchedNamespaces(KubernetesClient client, Set<String> asked, Duration pause) {
        this.client = client;
        this.asked = Set.copyOf(asked);
        this.pause = pause;
    }

    /// Whether the operator watches this namespace of its settings.
    boolean watches(String namespace) {
        return watched.contains(namespace);
    }

    /// Waits until at least one namespace may be seen.
    ///
    /// @return those that may be seen; empty if the operator watches all namespaces, or was closed meanwhile
    Set<String> await() {
        if (asked.isEmpty()) {
            return Set.of();
        }
        do {
            watched = permitted();
        } while (watched.isEmpty() && !closedWithin(pause));
        asked.stream()
                .filter(namespace -> !watches(namespace))
                .forEach(namespace -> LOG.warn(
                        "event=namespace_forbidden namespace={} message=the operator may not list syncs, runs, jobs and pods there, and watches the other namespaces only",
                        namespace));
        return watched;
    }

    /// Looks at the forbidden namespaces again from now on, until all may be seen.
    ///
    /// @param change watches these namespaces in place of the ones before
    void follow(Consumer<Set<String>> change) {
        if (watched.size() < asked.size()) {
            Thread.ofPlatform().daemon().name("namespaces").start(() -> {
                while (watched.size() < asked.size() && !closedWithin(pause)) {
                    look(change);
                }
            });
        }
    }

    private void look(Consumer<Set<String>> change) {
        Set<String> more = permitted();
        more.addAll(watched); // a watch that breaks is opened again by its informer
        if (more.equals(watched)) {
            return;
        }
        try {
            change.accept(more);
        } catch (RuntimeException e) {
            LOG.warn("event=namespaces_not_watched namespaces={}; trying again in {}", more, pause, e);
            return;
        }
        more.stream()
                .filter(namespace -> !watches(namespace))
                .forEach(namespace -> LOG.info("event=namespace_watched namespace={}", namespace));
        watched = more;
    }

    private Set<String> permitted() {
        Set<String> permitted = new TreeSet<>();
        asked.stream().filter(this::permitted).forEach(permitted::add);
        return permitted;
    }

    private boolean permitted(String namespace) {
        return KINDS.stream().allMatch(kind -> permitted(namespace, kind));
    }

    /// Only a refusal counts: if the API server does not answer, the informers ask it again.
    private boolean permitted(String namespace, Class<? extends HasMetadata> kind) {
        try {
            client.resources(kind)
                    .inNamespace(namespace)
                    .list(new ListOptionsBuilder().withLimit(1L).build());
            return true;
        } catch (KubernetesClientException e) {
            return e.getCode() != HttpURLConnection.HTTP_FORBIDDEN;
        }
    }

    private boolean closedWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
