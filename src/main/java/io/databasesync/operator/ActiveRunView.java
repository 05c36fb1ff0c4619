package io.databasesync.operator;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ReasonWords;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ReasonWord;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a sync shows of its active run: the pod's report in `status.progress`, and what only the operator knows.
record ActiveRunView(
        String name,
        Phase phase,
        int percent,
        String message,
        @Nullable Instant eta,
        ReasonWord reason,
        boolean stalled) {

    private static final String STARTING = "the run is about to start";

    static ActiveRunView of(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
        ProgressStatus progress = status.progress();
        Phase phase = run.getSpec().cancelled() ? moved(status) : phase(status);
        return new ActiveRunView(
                run.getMetadata().getName(),
                phase,
                percent(progress),
                message(status, phase),
                progress == null ? null : progress.eta(),
                reason(status, phase),
                Conditions.find(status.conditions(), Conditions.STALLED)
                        .filter(stalled -> "True".equals(stalled.getStatus()))
                        .isPresent());
    }

    static ActiveRunView starting(String name) {
        return new ActiveRunView(name, Phase.Pending, 0, STARTING, null, ConditionReason.InProgress, false);
    }

    /// Why the pod does not start, or that the run is under way.
    private static ReasonWord reason(DatabaseSyncRunStatus status, Phase phase) {
        ConditionReason otherwise =
                phase == Phase.AwaitingApproval ? ConditionReason.AwaitingApproval : ConditionReason.InProgress;
        return Conditions.find(status.conditions(), Conditions.READY)
                .flatMap(ready -> ReasonWords.find(ready.getReason()))
                .filter(StartTrouble::is)
                .orElse(otherwise);
    }

    /// The phase of a run that has not ended, as its pod reports it. Only the Job tells how the run ended.
    static Phase phase(DatabaseSyncRunStatus status) {
        ProgressStatus progress = status.progress();
        Phase reported = progress == null ? null : progress.phase();
        if (reported == Phase.Succeeded) {
            return Phase.Publishing; // not the run's own phase: it may lag behind, and a phase must not go back
        }
        return reported == null || reported.terminal() || reported == Phase.AwaitingApproval ? moved(status) : reported;
    }

    /// The phase that the operator has written for the run.
    private static Phase moved(DatabaseSyncRunStatus status) {
        return Objects.requireNonNullElse(status.phase(), Phase.Pending);
    }

    /// The operator's message if it knows more than the pod. It is outdated once the pod reaches another phase.
    private static String message(DatabaseSyncRunStatus status, Phase phase) {
        ProgressStatus progress = status.progress();
        String reported = progress == null ? null : progress.message();
        boolean over = phase != moved(status) && reported != null;
        String message = over || status.message() == null ? reported : status.message();
        return Objects.requireNonNullElse(message, STARTING);
    }

    /// At most 99: only a published run has 100, and the pod may report it before its Job does.
    private static int percent(@Nullable ProgressStatus progress) {
        Integer percent = progress == null ? null : progress.percent();
        return percent == null ? 0 : Math.clamp(percent, 0, 99);
    }
}
