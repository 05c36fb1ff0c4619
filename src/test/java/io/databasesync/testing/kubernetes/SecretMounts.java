package io.databasesync.testing.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/// Writes the Secrets of a pod's projected volumes below a directory that stands for the container's root.
final class SecretMounts {
    private final KubernetesClient client;
    private final Pod pod;
    private final Path root;

    SecretMounts(KubernetesClient client, Pod pod, Path root) {
        this.client = client;
        this.pod = pod;
        this.root = root;
    }

    /// @return whether every Secret and every key exists
    boolean write() {
        return pod.getSpec().getContainers().getFirst().getVolumeMounts().stream()
                .allMatch(this::write);
    }

    private boolean write(VolumeMount mount) {
        Path directory = root.resolve(mount.getMountPath().substring(1));
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(mount.getName()) && volume.getProjected() != null)
                .allMatch(volume -> write(volume, directory));
    }

    private boolean write(Volume volume, Path directory) {
        return volume.getProjected().getSources().stream().allMatch(source -> write(source.getSecret(), directory));
    }

    private boolean write(SecretProjection projection, Path directory) {
        Secret secret = client.secrets()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(projection.getName())
                .get();
        return secret != null
                && projection.getItems().stream()
                        .allMatch(item -> value(secret, item.getKey())
                                .map(value -> write(directory.resolve(item.getPath()), value))
                                .isPresent());
    }

    /// The mock server does not convert `stringData`.
    private static Optional<byte[]> value(Secret secret, String key) {
        String plain =
                secret.getStringData() == null ? null : secret.getStringData().get(key);
        if (plain != null) {
            return Optional.of(plain.getBytes(StandardCharsets.UTF_8));
        }
        String encoded = secret.getData() == null ? null : secret.getData().get(key);
        return Optional.ofNullable(encoded).map(Base64.getDecoder()::decode);
    }

    private static Path write(Path file, byte[] content) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
