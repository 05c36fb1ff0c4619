package io.databasesync.operator.job;

import io.databasesync.api.ConditionReason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The Secrets that a worker's pod mounts, and which of them the kubelet did not find. Their content is never read.
final class MountedSecrets {
    private static final Pattern VOLUME = Pattern.compile("for volume \"([^\"]+)\"");
    private static final Pattern NO_SECRET = Pattern.compile("secret \"(?:[^\"/]+/)?([^\"]+)\" not found");
    private static final Pattern NO_KEY = Pattern.compile("references non-existent secret key: ([-._a-zA-Z0-9]+)");

    private MountedSecrets() {}

    /// All of them, for people: `Secret a (username, password), Secret b (uri)`.
    static String of(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .flatMap(MountedSecrets::secrets)
                .map(MountedSecrets::describe)
                .collect(Collectors.joining(", "));
    }

    /// The Secret or key that is missing, from the message of a kubelet's `FailedMount` event. The volume of the
    /// message has the name of the side.
    static Optional<StartTrouble> missing(Pod pod, String message) {
        Matcher volume = VOLUME.matcher(message);
        if (!volume.find() || !WorkerJob.VOLUMES.contains(volume.group(1))) {
            return Optional.empty();
        }
        String side = volume.group(1);
        return pod.getSpec().getVolumes().stream()
                .filter(mounted -> mounted.getName().equals(side))
                .flatMap(MountedSecrets::secrets)
                .flatMap(secret -> missing(secret, side, message).stream())
                .findFirst()
                .map(text -> new StartTrouble(ConditionReason.SecretMissing, text));
    }

    private static Optional<String> missing(SecretProjection secret, String side, String message) {
        Matcher noSecret = NO_SECRET.matcher(message);
        while (noSecret.find()) {
            if (noSecret.group(1).equals(secret.getName())) {
                return Optional.of(
                        "%s does not exist, but spec.%s names it; create it".formatted(describe(secret), side));
            }
        }
        Matcher noKey = NO_KEY.matcher(message);
        while (noKey.find()) {
            String key = noKey.group(1);
            if (secret.getItems().stream().anyMatch(item -> item.getKey().equals(key))) {
                return Optional.of(
                        "Secret %s has no key %s, but spec.%s needs it; add the key, or name another one there"
                                .formatted(secret.getName(), key, side));
            }
        }
        return Optional.empty();
    }

    private static Stream<SecretProjection> secrets(Volume volume) {
        return volume.getProjected() == null || !WorkerJob.VOLUMES.contains(volume.getName())
                ? Stream.empty()
                : volume.getProjected().getSources().stream().map(source -> source.getSecret());
    }

    private static String describe(SecretProjection secret) {
        return secret.getItems().stream()
                .map(item -> item.getKey())
                .collect(Collectors.joining(", ", "Secret " + secret.getName() + " (", ")"));
    }
}
