package io.databasesync.operator.job;

import io.databasesync.api.ConditionReason;
import io.databasesync.sync.ReasonWord;
import java.util.Set;

/// Why the pod of a run does not start.
///
/// @param message a sentence for people, with the object and its fix
/// @param stalled whether it has lasted so long that a person should look
public record StartTrouble(ConditionReason reason, String message, boolean stalled) {
    private static final Set<ConditionReason> REASONS = Set.of(
            ConditionReason.SecretMissing,
            ConditionReason.ImageUnavailable,
            ConditionReason.Unschedulable,
            ConditionReason.PodRefused,
            ConditionReason.PodNotStarted);

    public StartTrouble(ConditionReason reason, String message) {
        this(reason, message, false);
    }

    /// Whether a run with this reason has written nothing, because no container of it ran.
    public static boolean is(ReasonWord word) {
        return word instanceof ConditionReason reason && REASONS.contains(reason);
    }

    /// The same after `operator.stallAfter`. A pod that only takes long needs a person too, by then.
    StartTrouble lasting() {
        return new StartTrouble(is(reason) ? reason : ConditionReason.PodNotStarted, message, true);
    }
}
