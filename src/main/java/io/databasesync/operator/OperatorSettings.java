package io.databasesync.operator;

import io.databasesync.operator.job.WorkerImage;
import io.databasesync.text.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The settings in the operator's Deployment.
///
/// @param image the image of the worker's pod, the same as the operator's
/// @param imagePullPolicy the policy of the worker's pod: `Always`, `IfNotPresent` or `Never`
/// @param namespaces the namespaces to watch; empty means all
/// @param reconnectAfter the pause before the operator retries a run that got no connection; at least a second,
/// because times in a status are whole seconds, and the order of two runs that ended in the same second is unknown
/// @param stallAfter how long a pod may fail to start before the run and its sync are `Stalled`
public record OperatorSettings(
        String image, String imagePullPolicy, Set<String> namespaces, Duration reconnectAfter, Duration stallAfter) {
    static final Duration DEFAULT_STALL_AFTER = Duration.ofMinutes(5);
    private static final Duration RECONNECT_AFTER = Duration.ofSeconds(15);

    static final String IMAGE = "DBSYNC_IMAGE";
    static final String IMAGE_PULL_POLICY = "DBSYNC_IMAGE_PULL_POLICY";
    static final String NAMESPACES = "DBSYNC_NAMESPACES";
    static final String STALL_AFTER = "DBSYNC_STALL_AFTER";

    public OperatorSettings(String image, String imagePullPolicy, Set<String> namespaces) {
        this(image, imagePullPolicy, namespaces, RECONNECT_AFTER, DEFAULT_STALL_AFTER);
    }

    public OperatorSettings {
        namespaces = Set.copyOf(namespaces);
        if (reconnectAfter.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "the pause before another try is %s; it needs a second at least".formatted(reconnectAfter));
        }
    }

    /// @throws IllegalArgumentException naming the variable that is missing or wrong
    public static OperatorSettings fromEnvironment(Map<String, String> environment) {
        String image = environment.getOrDefault(IMAGE, "");
        if (image.isBlank()) {
            throw new IllegalArgumentException("%s is not set; set it to the operator's own image".formatted(IMAGE));
        }
        String pullPolicy = environment.getOrDefault(IMAGE_PULL_POLICY, "IfNotPresent");
        if (!Set.of("Always", "IfNotPresent", "Never").contains(pullPolicy)) {
            throw new IllegalArgumentException(
                    "%s is %s; set it to Always, IfNotPresent or Never".formatted(IMAGE_PULL_POLICY, pullPolicy));
        }
        return new OperatorSettings(
                image,
                pullPolicy,
                names(environment.getOrDefault(NAMESPACES, "")),
                RECONNECT_AFTER,
                stallAfter(environment));
    }

    /// The image of the worker's pods.
    WorkerImage workerImage() {
        return new WorkerImage(image, imagePullPolicy);
    }

    private static Duration stallAfter(Map<String, String> environment) {
        String text = environment.getOrDefault(STALL_AFTER, "");
        try {
            return text.isBlank() ? DEFAULT_STALL_AFTER : Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s".formatted(STALL_AFTER, e.getMessage()), e);
        }
    }

    private static Set<String> names(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
