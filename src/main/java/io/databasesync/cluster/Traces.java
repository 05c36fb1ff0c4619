package io.databasesync.cluster;

import io.databasesync.contract.Labels;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The logs and events of a namespace.
///
/// Every method throws a `SyncException`: `ClusterUnreachable` if the API does not answer, `ForbiddenByCluster` if
/// the user lacks a right, `InvalidSpec` if the named object does not exist.
public final class Traces {
    private final KubernetesClient client;
    private final String namespace;

    public Traces(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /// The log of the newest pod of a run.
    ///
    /// @throws SyncException also `InvalidSpec` if the run has no pod
    public String log(String run) {
        new Runs(client, namespace).get(run);
        Pod pod = failure("list", "pods")
                .during(() -> client.pods()
                        .inNamespace(namespace)
                        .withLabel(Labels.RUN, run)
                        .list()
                        .getItems())
                .stream()
                .max(Comparator.comparing(found -> found.getMetadata().getCreationTimestamp()))
                .orElseThrow(() -> withoutPod(run));
        String log = failure("get", "pods/log")
                .during(() -> client.pods()
                        .inNamespace(namespace)
                        .withName(pod.getMetadata().getName())
                        .getLog());
        return Objects.toString(log, "");
    }

    /// The events of a sync and of its runs, their Jobs and pods, oldest first.
    public List<Event> events(String sync) {
        new Syncs(client, namespace).get(sync);
        Set<String> runs = new Runs(client, namespace)
                .list(sync).stream().map(run -> run.getMetadata().getName()).collect(Collectors.toSet());
        return failure("list", "events")
                .during(() -> client.v1().events().inNamespace(namespace).list().getItems())
                .stream()
                .filter(event -> regards(event.getInvolvedObject(), sync, runs))
                .sorted(Comparator.comparing(Traces::time))
                .toList();
    }

    /// When an event happened last, as in its object.
    public static String time(Event event) {
        return Stream.of(
                        event.getLastTimestamp(),
                        event.getEventTime() == null
                                ? null
                                : event.getEventTime().getTime(),
                        event.getMetadata().getCreationTimestamp())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    private static boolean regards(ObjectReference object, String sync, Set<String> runs) {
        return switch (Objects.toString(object.getKind(), "")) {
            case "DatabaseSync" -> sync.equals(object.getName());
            case "DatabaseSyncRun" -> runs.contains(object.getName());
            // their names begin with the one of the run
            case "Job", "Pod" -> runs.stream().anyMatch(run -> (object.getName() + "-").startsWith(run + "-"));
            default -> false;
        };
    }

    private ClusterFailure failure(String verb, String resource) {
        return new ClusterFailure(verb, resource, namespace);
    }

    private SyncException withoutPod(String run) {
        return SyncException.of(
                Reason.InvalidSpec,
                "run %s/%s".formatted(namespace, run),
                "run %s/%s has no pod, so there is no log".formatted(namespace, run),
                Fix.advice("look at its status with: dbsync runs -n " + namespace + " -o wide"));
    }
}
