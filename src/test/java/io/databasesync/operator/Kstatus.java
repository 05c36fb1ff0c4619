package io.databasesync.operator;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `kstatus` makes of an object, by its rules for custom resources: Flux, Argo CD and `kpt` wait by them.
enum Kstatus {
    InProgress,
    Current,
    Failed;

    static Kstatus of(long generation, @Nullable Long observed, List<Condition> conditions) {
        if (observed != null && observed != generation) {
            return InProgress;
        }
        if (is(conditions, "Reconciling", "True")) {
            return InProgress;
        }
        if (is(conditions, "Stalled", "True")) {
            return Failed;
        }
        return is(conditions, "Ready", "False") || is(conditions, "Ready", "Unknown") ? InProgress : Current;
    }

    private static boolean is(List<Condition> conditions, String type, String status) {
        return conditions.stream()
                .anyMatch(condition -> type.equals(condition.getType()) && status.equals(condition.getStatus()));
    }
}
