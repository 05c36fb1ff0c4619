package io.databasesync.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Labels;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The logs and events of a namespace.
///
/// Every method throws a `SyncException`: `ClusterUnreachable` if the API does not answer, `ForbiddenByCluster` if
/// the user lacks a right, `InvalidSpec` if the named object does not exist.
public final class Traces {
    private static final Duration BETWEEN_PODS = Duration.ofSeconds(1);

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
        DatabaseSyncRun found = new Runs(client, namespace).get(run);
        Pod pod = newestPod(run).orElseThrow(() -> withoutPod(found));
        String log = failure("get", "pods/log").during(() -> resource(pod).getLog());
        return Objects.toString(log, "");
    }

    /// Reads the log of a run as it is written, pod after pod, until the run has ended.
    ///
    /// @param lines is called for each line
    public void follow(String run, Consumer<String> lines) {
        Runs runs = new Runs(client, namespace);
        Set<String> read = new HashSet<>();
        String since = "";
        DatabaseSyncRun found = runs.get(run);
        for (; ; found = runs.get(run)) {
            boolean ended = found.settled();
            String last = since; // two pods may have been created in the same second
            Optional<Pod> next = newest(pods(run)
                    .filter(pod -> !read.contains(pod.getMetadata().getName())
                            && pod.getMetadata().getCreationTimestamp().compareTo(last) >= 0));
            if (next.isPresent()) {
                read.add(next.get().getMetadata().getName());
                since = next.get().getMetadata().getCreationTimestamp();
                follow(next.get(), lines);
            } else if (ended) {
                break;
            } else {
                runs.await(run, BETWEEN_PODS);
            }
        }
        if (read.isEmpty()) {
            throw withoutPod(found);
        }
    }

    private void follow(Pod pod, Consumer<String> lines) {
        failure("get", "pods/log").during(() -> {
            try (LogWatch watch = resource(pod).watchLog();
                    BufferedReader log =
                            new BufferedReader(new InputStreamReader(watch.getOutput(), StandardCharsets.UTF_8))) {
                log.lines().forEach(lines);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return pod;
        });
    }

    private Optional<Pod> newestPod(String run) {
        return newest(pods(run));
    }

    private static Optional<Pod> newest(Stream<Pod> pods) {
        return pods.max(Comparator.comparing(found -> found.getMetadata().getCreationTimestamp()));
    }

    private Stream<Pod> pods(String run) {
        return failure("list", "pods")
                .during(() -> client.pods()
                        .inNamespace(namespace)
                        .withLabel(Labels.RUN, run)
                        .list()
                        .getItems())
                .stream();
    }

    private PodResource resource(Pod pod) {
        return client.pods().inNamespace(namespace).withName(pod.getMetadata().getName());
    }

    /// The events of a run, its Job and its pods, oldest first. The operator's events regard the sync and name the run.
    public List<Event> eventsOf(DatabaseSyncRun run) {
        String name = run.getMetadata().getName();
        return failure("list", "events")
                .during(() -> client.v1().events().inNamespace(namespace).list().getItems())
                .stream()
                .filter(event -> regards(event.getInvolvedObject(), "", Set.of(name))
                        || (event.getRelated() != null
                                && name.equals(event.getRelated().getName())))
                .sorted(Comparator.comparing(Traces::time))
                .toList();
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

    /// The same to the second, for people: some parts of Kubernetes tell fractions, others do not.
    public static String second(Event event) {
        return time(event).replaceFirst("\\.\\d+Z$", "Z");
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

    /// A cancelled run's Job is deleted, its pods with it, and their logs with them.
    private SyncException withoutPod(DatabaseSyncRun run) {
        String name = run.getMetadata().getName();
        DatabaseSyncRunStatus status = Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
        String why = status.result() == RunResult.Cancelled
                ? "was cancelled: its pod was deleted, and the log with it"
                : status.settled()
                        ? "has ended, and its pod is gone, and the log with it"
                        : "has no pod, so there is no log";
        return SyncException.of(
                Reason.InvalidSpec,
                "run %s/%s".formatted(namespace, name),
                "run %s/%s %s%s".formatted(namespace, name, why, lastReport(status)),
                Fix.advice(
                        status.settled()
                                ? "see what happened with: dbsync events %s -n %s"
                                        .formatted(run.getSpec().syncRef(), namespace)
                                : "look at its status with: dbsync runs -n %s -o wide".formatted(namespace)));
    }

    private static String lastReport(DatabaseSyncRunStatus status) {
        ProgressStatus progress = status.progress();
        return progress == null || progress.phase() == null
                ? ""
                : "; it reported last: %s, %s %%: %s"
                        .formatted(
                                progress.phase(),
                                Objects.requireNonNullElse(progress.percent(), 0),
                                Display.printable(Objects.requireNonNullElse(progress.message(), "")));
    }
}
