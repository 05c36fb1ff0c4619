package io.databasesync.operator.status;

import io.databasesync.sync.ReasonWord;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The next conditions of a resource, made from its current ones: `lastTransitionTime` changes only
/// when `status` changes.
public final class Conditions {
    public static final String READY = "Ready";
    public static final String RECONCILING = "Reconciling";
    public static final String STALLED = "Stalled";
    /// Of a sync: the last success is within `spec.maxAge`.
    public static final String FRESH = "Fresh";
    /// Of a sync: the last comparison found no difference.
    public static final String IN_SYNC = "InSync";
    /// Of a run that succeeded.
    public static final String COMPLETE = "Complete";
    /// Of a run that failed or was cancelled.
    public static final String FAILED = "Failed";

    private static final int MAX_MESSAGE = 1024;

    private final List<Condition> before;
    private final long generation;
    private final Instant now;
    private final List<Condition> next = new ArrayList<>();

    public Conditions(List<Condition> before, long generation, Instant now) {
        this.before = before;
        this.generation = generation;
        this.now = now;
    }

    public Conditions set(String type, boolean status, ReasonWord reason, String message) {
        String value = status ? "True" : "False";
        String since = find(before, type)
                .filter(condition -> value.equals(condition.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        next.add(new ConditionBuilder()
                .withType(type)
                .withStatus(value)
                .withReason(reason.name())
                .withMessage(cut(message))
                .withLastTransitionTime(since)
                .withObservedGeneration(generation)
                .build());
        return this;
    }

    public List<Condition> list() {
        return List.copyOf(next);
    }

    public static Optional<Condition> find(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    public static String cut(String message) {
        return Display.cut(message, MAX_MESSAGE);
    }
}
