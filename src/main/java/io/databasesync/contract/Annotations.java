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
    /// On a run, set by the operator when the clock asks for it: the time of `spec.schedule`.
    public static final String SCHEDULED_FOR = "databasesync.io/scheduled-for";

    /// On a run, set by the operator: no container of it has run, and a run with the changed spec replaces it.
    public static final String SUPERSEDED = "databasesync.io/superseded";

    /// On a run, set by the operator when the run has ended: result, reason and time. It outlives a restored backup.
    public static final String ENDED = "databasesync.io/ended";

    /// On a run, set by the web server: a digest of the click that made it.
    public static final String CLICK = "databasesync.io/click";
    /// On a sync, set by people: `true` shows its state to everybody who knows its name, as a badge.
    public static final String BADGE = "databasesync.io/badge";

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
