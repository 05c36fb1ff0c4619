package io.databasesync.operator.job;

import io.databasesync.api.ConditionReason;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads from the events of a Job or a pod why nothing starts. They are read only while a run waits for its pod: a
/// missing Secret, and a pod that the cluster refuses, show nowhere else.
public final class StartEvents {
    private static final Logger LOG = LoggerFactory.getLogger(StartEvents.class);
    private static final int MAX_WORDS = 400;

    private final KubernetesClient client;

    public StartEvents(KubernetesClient client) {
        this.client = client;
    }

    /// What the kubelet says of a pod that is being created.
    public Optional<StartTrouble> of(Pod pod) {
        return newest(pod, "FailedMount").map(event -> mount(pod, text(event)));
    }

    /// What the Job controller says of a Job without a pod: quota, LimitRange, PodSecurity, a webhook, a missing
    /// service account.
    public Optional<StartTrouble> of(Job job) {
        return newest(job, "FailedCreate")
                .map(event -> new StartTrouble(
                        ConditionReason.PodRefused,
                        "the cluster refuses the pod of Job %s: %s; correct what it names, or spec.worker"
                                .formatted(
                                        job.getMetadata().getName(),
                                        text(event).replaceFirst("^Error creating: ", ""))));
    }

    private static StartTrouble mount(Pod pod, String message) {
        return MountedSecrets.missing(pod, message)
                .orElseGet(() -> new StartTrouble(
                        ConditionReason.PodNotStarted,
                        "pod %s does not start: %s".formatted(pod.getMetadata().getName(), message)));
    }

    private Optional<Event> newest(HasMetadata about, String reason) {
        return events(about)
                .filter(event -> reason.equals(event.getReason())
                        && about.getMetadata()
                                .getUid()
                                .equals(event.getInvolvedObject().getUid()))
                .max(Comparator.comparing(StartEvents::time));
    }

    /// A cluster that does not grant the right to list events tells less, but nothing fails.
    private Stream<Event> events(HasMetadata about) {
        try {
            List<Event> found = client.v1()
                    .events()
                    .inNamespace(about.getMetadata().getNamespace())
                    .withField("involvedObject.uid", about.getMetadata().getUid())
                    .list()
                    .getItems();
            return found.stream();
        } catch (KubernetesClientException e) {
            LOG.warn(
                    "event=no_events kind={} name={} message={}",
                    about.getKind(),
                    about.getMetadata().getName(),
                    e.getMessage());
            return Stream.empty();
        }
    }

    private static String time(Event event) {
        return Stream.of(
                        event.getLastTimestamp(),
                        event.getEventTime() == null
                                ? null
                                : event.getEventTime().getTime(),
                        event.getFirstTimestamp())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    private static String text(Event event) {
        return Display.cut(Objects.requireNonNullElse(event.getMessage(), ""), MAX_WORDS);
    }
}
