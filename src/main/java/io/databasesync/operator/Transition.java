package io.databasesync.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/// A change in the status of a sync or a run: another phase, reason or result.
///
/// @param resource the resource with its status before the change
record Transition(HasMetadata resource, Stage before, Stage after) {

    /// The state of a sync or a run.
    ///
    /// @param reason for a sync the reason of its condition `Ready`, for a run the reason of its end
    /// @param result for a sync the result of its last run
    record Stage(
            @Nullable String phase,
            @Nullable String reason,
            @Nullable RunResult result) {

        private static final Stage NONE = new Stage(null, null, null);

        static Stage of(@Nullable DatabaseSyncStatus status) {
            if (status == null) {
                return NONE;
            }
            String reason = Conditions.find(status.conditions(), Conditions.READY)
                    .map(Condition::getReason)
                    .orElse(null);
            RunResult result =
                    status.lastRun() == null ? null : status.lastRun().result();
            return new Stage(status.phase(), reason, result);
        }

        static Stage of(@Nullable DatabaseSyncRunStatus status) {
            if (status == null) {
                return NONE;
            }
            String phase = status.phase() == null ? null : status.phase().name();
            return new Stage(phase, status.reason(), status.result());
        }
    }

    static Transition of(DatabaseSync sync, DatabaseSyncStatus after) {
        return new Transition(sync, Stage.of(sync.getStatus()), Stage.of(after));
    }

    static Transition of(DatabaseSyncRun run, DatabaseSyncRunStatus after) {
        return new Transition(run, Stage.of(run.getStatus()), Stage.of(after));
    }

    /// Whether one of the three has changed. Percent, message and times of conditions do not count.
    boolean moved() {
        return !before.equals(after);
    }
}
