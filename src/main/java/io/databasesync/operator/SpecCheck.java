package io.databasesync.operator;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Durations;
import io.databasesync.operator.RunState.SyncLookup;
import io.databasesync.sync.Operation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks a sync's spec before a run is made of it: what the CRD's rules check too, for clusters where an older CRD is
/// installed, and what no rule can say.
final class SpecCheck {
    /// Not the client's, which takes a constant of a newer release for absent: `protection: Sealed` is not "no
    /// protection".
    private static final KubernetesSerialization STRICT = new KubernetesSerialization(new ObjectMapper(), false);

    private SpecCheck() {}

    static SyncLookup read(GenericKubernetesResource sync) {
        try {
            DatabaseSyncSpec spec = STRICT.convertValue(sync.get("spec"), DatabaseSyncSpec.class);
            return new SyncLookup.Found(spec, Owners.controllerReference(sync));
        } catch (IllegalArgumentException e) {
            return new SyncLookup.Unreadable(unread(sync, e.getCause()));
        }
    }

    /// What is wrong with it, and how to put it right.
    static Optional<String> problem(@Nullable Operation operation, DatabaseSyncSpec spec) {
        if (operation == null) {
            return Optional.of("spec.operation holds a value that this release does not know; update the operator");
        }
        return Stream.of(Optional.ofNullable(spec.deadline()), lockTimeout(spec))
                .flatMap(Optional::stream)
                .flatMap(text -> durationProblem(text).stream())
                .findFirst();
    }

    private static Optional<String> lockTimeout(DatabaseSyncSpec spec) {
        return Optional.ofNullable(spec.safety()).map(DatabaseSyncSpec.Safety::lockTimeout);
    }

    private static Optional<String> durationProblem(String text) {
        try {
            Durations.parse(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private static String unread(GenericKubernetesResource sync, @Nullable Throwable cause) {
        String name = sync.getMetadata().getName();
        if (cause instanceof InvalidFormatException format) {
            return "spec.%s of DatabaseSync %s is %s, a value that this operator does not know; correct it"
                    .formatted(path(format), name, format.getValue());
        }
        return "the spec of DatabaseSync %s cannot be read; correct it or update the operator".formatted(name);
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .collect(Collectors.joining("."));
    }
}
