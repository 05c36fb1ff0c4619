package io.databasesync.operator.job;

import io.databasesync.api.Endpoint;
import io.databasesync.contract.WorkerFiles;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The Secrets of one side as files of a pod. The operator itself never reads them.
final class SecretVolume {
    private static final int READ_BY_GROUP = 0440;

    private SecretVolume() {}

    static Volume of(String name, Endpoint endpoint) {
        return new VolumeBuilder()
                .withName(name)
                .withNewProjected()
                .withDefaultMode(READ_BY_GROUP)
                .withSources(projections(endpoint))
                .endProjected()
                .build();
    }

    private static List<VolumeProjection> projections(Endpoint endpoint) {
        List<VolumeProjection> sources = new ArrayList<>();
        if (endpoint.credentialsSecret() != null) {
            var secret = endpoint.credentialsSecret();
            sources.add(secret(
                    secret.name(),
                    item(secret.usernameKey(), WorkerFiles.USERNAME),
                    item(secret.passwordKey(), WorkerFiles.PASSWORD)));
        }
        if (endpoint.uriSecret() != null) {
            sources.add(secret(
                    endpoint.uriSecret().name(), item(endpoint.uriSecret().key(), WorkerFiles.URI)));
        }
        if (endpoint.caSecret() != null) {
            sources.add(
                    secret(endpoint.caSecret().name(), item(endpoint.caSecret().key(), WorkerFiles.CA_CERTIFICATE)));
        }
        return sources;
    }

    private static VolumeProjection secret(String name, KeyToPath... items) {
        return new VolumeProjectionBuilder()
                .withNewSecret()
                .withName(name)
                .withItems(items)
                .endSecret()
                .build();
    }

    /// The key has the file's name unless the spec gives another one.
    private static KeyToPath item(@Nullable String key, String file) {
        return new KeyToPath(Objects.requireNonNullElse(key, file), null, file);
    }
}
