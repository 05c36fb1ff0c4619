package io.databasesync.contract;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/// Annotations that people and the operator set on a resource.
public final class Annotations {
    /// On a sync, set by people, or by `dbsync repin`: each new value clears the pinned identities once.
    public static final String REPIN = "databasesync.io/repin";
    /// On a run, set by the operator before its pod starts: how often its sync's pins had been cleared by then.
    public static final String REPINS = "databasesync.io/repins";
    /// On a run, set by the operator when it makes the run: how many runs in a row got no connection before it.
    public static final String TRIED = "databasesync.io/tried";

    /// On a run, set by the operator: no container of it has run, and a run with the changed spec replaces it.
    public static final String SUPERSEDED = "databasesync.io/superseded";

    /// On a run, set by the operator when the run has ended: result, reason and time. It outlives a restored backup.
    public static final String ENDED = "databasesync.io/ended";

    private Annotations() {}

    public static boolean has(HasMetadata resource, String annotation) {
        return resource.getMetadata().getAnnotations() != null
                && resource.getMetadata().getAnnotations().containsKey(annotation);
    }

    /// The number in an annotation; empty if the annotation is missing or is not a number.
    public static Optional<Integer> number(HasMetadata resource, String annotation) {
        return Optional.ofNullable(resource.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(annotation))
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::valueOf);
    }
}
