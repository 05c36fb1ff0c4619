package io.databasesync.operator.status;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A change in the status of a sync or a run: another phase, reason, result or condition.
///
/// @param resource the resource with its status before the change
/// @param message the message of the status after the change
public record Transition(
        HasMetadata resource,
        Stage before,
        Stage after,
        @Nullable String message) {

    /// The state of a sync or a run.
    ///
    /// @param reason for a sync the reason of its condition `Ready`, for a run the reason of its end
    /// @param result for a sync the result of its last run
    /// @param warns of a sync: the conditions that say that something is wrong
    public record Stage(
            @Nullable String phase,
            @Nullable String reason,
            @Nullable RunResult result,
            Set<Warning> warns) {

        private static final Stage NONE = new Stage(null, null, null);

        public Stage {
            warns = Set.copyOf(warns);
        }

        public Stage(@Nullable String phase, @Nullable String reason, @Nullable RunResult result) {
            this(phase, reason, result, Set.of());
        }

        static Stage of(@Nullable DatabaseSyncStatus status) {
            if (status == null) {
                return NONE;
            }
            String reason = Conditions.find(status.conditions(), Conditions.READY)
                    .map(Condition::getReason)
                    .orElse(null);
            RunResult result =
                    status.lastRun() == null ? null : status.lastRun().result();
            return new Stage(status.phase(), reason, result, Warning.of(status.conditions()));
        }

        static Stage of(@Nullable DatabaseSyncRunStatus status) {
            if (status == null) {
                return NONE;
            }
            String phase = status.phase() == null ? null : status.phase().name();
            return new Stage(phase, status.reason(), status.result());
        }
    }

    /// A condition of a sync that says that something is wrong.
    public enum Warning {
        Stalled(Conditions.STALLED),
        Stale(Conditions.FRESH),
        Differs(Conditions.IN_SYNC),
        Reconnecting(Conditions.RECONCILING);

        private final String type;

        Warning(String type) {
            this.type = type;
        }

        /// The warnings among the conditions.
        public static Set<Warning> of(List<Condition> conditions) {
            return Stream.of(values())
                    .filter(warning -> conditions.stream()
                            .filter(condition -> warning.type.equals(condition.getType()))
                            .anyMatch(warning::warns))
                    .collect(Collectors.toUnmodifiableSet());
        }

        private boolean warns(Condition condition) {
            return switch (this) {
                case Stalled -> "True".equals(condition.getStatus());
                case Stale, Differs -> "False".equals(condition.getStatus());
                case Reconnecting -> ConditionReason.Reconnecting.name().equals(condition.getReason());
            };
        }
    }

    static Transition of(DatabaseSync sync, DatabaseSyncStatus after) {
        return new Transition(sync, Stage.of(sync.getStatus()), Stage.of(after), after.message());
    }

    static Transition of(DatabaseSyncRun run, DatabaseSyncRunStatus after) {
        return new Transition(run, Stage.of(run.getStatus()), Stage.of(after), after.message());
    }

    /// Whether the stage has changed. Percent, message and times of conditions do not count.
    boolean moved() {
        return !before.equals(after);
    }

    /// Whether a warning is new.
    public boolean newly(Warning warning) {
        return after.warns().contains(warning) && !before.warns().contains(warning);
    }

    /// Whether a warning is over.
    public boolean over(Warning warning) {
        return before.warns().contains(warning) && !after.warns().contains(warning);
    }
}
