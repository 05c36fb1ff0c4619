package io.databasesync.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What to say of a name that does not exist: what there is instead, as far as the person may see it.
final class Missing {
    private static final int NAMED = 10;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    Missing(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    SyncException sync() {
        String fix = ofRun().or(() -> elsewhere(() -> Syncs.everywhere(client)))
                .or(this::syncs)
                .orElseGet(
                        () -> new ClusterFailure("list", "databasesyncs", namespace).list() + ", or add --namespace");
        return refused("DatabaseSync %s/%s", DatabaseSync.class, fix);
    }

    SyncException run() {
        String fix = ofSync().or(() -> elsewhere(() -> Runs.everywhere(client)))
                .orElseGet(() -> "list them with: dbsync runs -n %s, or add --namespace".formatted(namespace));
        return refused("run %s/%s", DatabaseSyncRun.class, fix);
    }

    /// Of a name that is looked for in all namespaces.
    static SyncException everywhere(String sync) {
        return SyncException.of(
                Reason.InvalidSpec,
                "DatabaseSync " + sync,
                "no namespace has a DatabaseSync " + sync,
                Fix.advice("list them with: dbsync status -A"));
    }

    private SyncException refused(String object, Class<? extends HasMetadata> kind, String fix) {
        return SyncException.of(
                Reason.InvalidSpec,
                object.formatted(namespace, name),
                "namespace %s has no %s %s".formatted(namespace, kind.getSimpleName(), name),
                Fix.advice(fix));
    }

    private Optional<String> ofRun() {
        return named(seen(new Runs(client, namespace)::list))
                .map(run -> "%s is a DatabaseSyncRun; its DatabaseSync is %s"
                        .formatted(name, run.getSpec().syncRef()));
    }

    private Optional<String> ofSync() {
        return named(seen(new Syncs(client, namespace)::list)).map(_ -> {
            List<DatabaseSyncRun> runs = seen(() -> new Runs(client, namespace).list(name));
            return runs.isEmpty()
                    ? "%s is a DatabaseSync without a run; start one with: dbsync run %s -n %s"
                            .formatted(name, name, namespace)
                    : "%s is a DatabaseSync; its newest run is %s"
                            .formatted(name, runs.getFirst().getMetadata().getName());
        });
    }

    private Optional<String> elsewhere(Supplier<? extends List<? extends HasMetadata>> all) {
        return named(seen(all))
                .map(found -> found.getMetadata().getNamespace())
                .map(other -> "namespace %s has one; add -n %s".formatted(other, other));
    }

    private Optional<String> syncs() {
        List<DatabaseSync> there = seen(new Syncs(client, namespace)::list);
        String names = there.stream()
                .limit(NAMED)
                .map(sync -> sync.getMetadata().getName())
                .collect(Collectors.joining(", "));
        return there.isEmpty()
                ? Optional.empty()
                : Optional.of("it has %s%s; name one of them, or add --namespace"
                        .formatted(names, there.size() > NAMED ? " and %d more".formatted(there.size() - NAMED) : ""));
    }

    private <T extends HasMetadata> Optional<T> named(List<T> objects) {
        return objects.stream()
                .filter(object -> name.equals(object.getMetadata().getName()))
                .findFirst();
    }

    /// Nothing if the person may not list them: the answer is the same then, with less help.
    private static <T> List<T> seen(Supplier<? extends List<? extends T>> list) {
        try {
            return List.copyOf(list.get());
        } catch (SyncException _) {
            return List.of();
        }
    }
}
