package io.databasesync.operator.events;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.RunResult;
import io.databasesync.operator.status.Transition;
import io.databasesync.operator.status.Transition.Stage;
import io.databasesync.operator.status.Transition.Warning;
import io.databasesync.operator.status.TransitionListener;
import io.databasesync.sync.Phase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// Makes events of transitions. A run and its sync change for the same fact: the run tells its start, its waiting
/// and its end, the sync tells the rest. A phase that follows another one is progress and no event.
public final class TransitionEvents implements TransitionListener {
    private final Consumer<EventNote> events;

    public TransitionEvents(Consumer<EventNote> events) {
        this.events = events;
    }

    @Override
    public void moved(Transition transition) {
        HasMetadata resource = transition.resource();
        Optional<Told> told = Optional.empty();
        if (resource instanceof DatabaseSyncRun run) {
            told = ofRun(run, transition);
        } else if (resource instanceof DatabaseSync) {
            told = ofSync(transition);
        }
        told.ifPresent(news -> events.accept(news.about(resource)));
    }

    private static Optional<Told> ofRun(DatabaseSyncRun run, Transition transition) {
        Stage before = transition.before();
        Stage after = transition.after();
        String subject = "run %s (%s)"
                .formatted(run.getMetadata().getName(), run.getSpec().operation());
        if (after.result() != null) {
            return before.result() == null ? Optional.of(end(subject, after.result(), transition)) : Optional.empty();
        }
        String waiting = Phase.AwaitingApproval.name();
        if (waiting.equals(after.phase()) && !waiting.equals(before.phase())) {
            return Optional.of(new Told(EventNote.Type.Normal, "AwaitingApproval", subject + ": " + words(transition)));
        }
        if (before.phase() == null) {
            String why = run.getSpec().asked();
            return Optional.of(
                    new Told(EventNote.Type.Normal, "RunStarted", subject + (why == null ? "" : ": " + why)));
        }
        return Optional.empty();
    }

    private static Told end(String subject, RunResult result, Transition transition) {
        return switch (result) {
            case Succeeded -> new Told(EventNote.Type.Normal, "RunSucceeded", subject + ": " + words(transition));
            case Failed ->
                new Told(
                        EventNote.Type.Warning,
                        "RunFailed",
                        "%s: %s: %s".formatted(subject, transition.after().reason(), words(transition)));
            case Cancelled -> new Told(EventNote.Type.Warning, "RunCancelled", subject + ": " + words(transition));
        };
    }

    private static Optional<Told> ofSync(Transition transition) {
        if (transition.newly(Warning.Stale)) {
            return Optional.of(new Told(EventNote.Type.Warning, "Stale", "the last success is older than spec.maxAge"));
        }
        if (transition.over(Warning.Stale)) {
            return Optional.of(
                    new Told(EventNote.Type.Normal, "Fresh", "the last success is within spec.maxAge again"));
        }
        if (transition.newly(Warning.Reconnecting)) {
            return Optional.of(new Told(EventNote.Type.Warning, "Reconnecting", words(transition)));
        }
        String before = Objects.requireNonNullElse(transition.before().phase(), "");
        String after = Objects.requireNonNullElse(transition.after().phase(), "");
        if (after.equals(before)) {
            return stalled(transition);
        }
        return switch (after) {
            case "Blocked" -> Optional.of(new Told(EventNote.Type.Warning, "Blocked", words(transition)));
            case "Suspended" -> Optional.of(new Told(EventNote.Type.Normal, "Suspended", words(transition)));
            case "Failed", "Cancelled" -> Optional.empty(); // its run has told it
            default ->
                before.equals("Suspended")
                        ? Optional.of(new Told(EventNote.Type.Normal, "Resumed", "spec.suspend is false again"))
                        : stalled(transition);
        };
    }

    /// A sync that does not get on, although its last run did not fail.
    private static Optional<Told> stalled(Transition transition) {
        boolean active = Optional.ofNullable(transition.after().phase())
                .filter(phase -> !phase.equals("Failed") && !phase.equals("Cancelled") && !phase.equals("Blocked"))
                .isPresent();
        return active && transition.newly(Warning.Stalled)
                ? Optional.of(new Told(EventNote.Type.Warning, "Stalled", words(transition)))
                : Optional.empty();
    }

    private static String words(Transition transition) {
        return Objects.requireNonNullElse(transition.message(), "");
    }

    private record Told(EventNote.Type type, String reason, String note) {
        EventNote about(HasMetadata resource) {
            ObjectReference self = reference(resource);
            ObjectReference sync = resource.getMetadata().getOwnerReferences().stream()
                    .filter(owner -> owner.getKind().equals(HasMetadata.getKind(DatabaseSync.class)))
                    .findFirst()
                    .map(owner -> reference(owner, resource.getMetadata().getNamespace()))
                    .orElse(null);
            String version = Objects.requireNonNullElse(resource.getMetadata().getResourceVersion(), "");
            return sync == null
                    ? new EventNote(self, null, type, reason, note, version)
                    : new EventNote(sync, self, type, reason, note, version);
        }

        private static ObjectReference reference(HasMetadata resource) {
            return new ObjectReferenceBuilder()
                    .withApiVersion(resource.getApiVersion())
                    .withKind(resource.getKind())
                    .withNamespace(resource.getMetadata().getNamespace())
                    .withName(resource.getMetadata().getName())
                    .withUid(resource.getMetadata().getUid())
                    .build();
        }

        private static ObjectReference reference(OwnerReference owner, String namespace) {
            return new ObjectReferenceBuilder()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withNamespace(namespace)
                    .withName(owner.getName())
                    .withUid(owner.getUid())
                    .build();
        }
    }
}
