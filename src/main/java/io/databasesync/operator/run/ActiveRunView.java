package io.databasesync.operator.run;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ReasonWords;
import io.databasesync.operator.job.StartTrouble;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ReasonWord;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a sync shows of its active run: the pod's report in `status.progress`, and what only the operator knows.
///
/// @param progress the pod's report
public record ActiveRunView(
        String name,
        @Nullable Operation operation,
        Phase phase,
        String message,
        ReasonWord reason,
        boolean stalled,
        @Nullable ProgressStatus progress) {

    private static final String STARTING = "the run is about to start";

    public static ActiveRunView of(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
        Phase phase = run.getSpec().cancelled() ? moved(status) : phase(status);
        return new ActiveRunView(
                run.getMetadata().getName(),
                run.getSpec().operation(),
                phase,
                message(status, phase),
                reason(status, phase),
                Conditions.find(status.conditions(), Conditions.STALLED)
                        .filter(stalled -> "True".equals(stalled.getStatus()))
                        .isPresent(),
                status.progress());
    }

    private static boolean waitsForTarget(DatabaseSyncRunStatus status) {
        ProgressStatus progress = status.progress();
        return progress != null && Boolean.TRUE.equals(progress.reconnecting());
    }

    public static ActiveRunView starting(String name) {
        return new ActiveRunView(
                name, Operation.Sync, Phase.Pending, STARTING, ConditionReason.InProgress, false, null);
    }

    /// Why the pod does not start, that it waits for the target, or that the run is under way.
    private static ReasonWord reason(DatabaseSyncRunStatus status, Phase phase) {
        return Conditions.find(status.conditions(), Conditions.READY)
                .flatMap(ready -> ReasonWords.find(ready.getReason()))
                .filter(StartTrouble::is)
                .orElseGet(() -> reasonOfWork(status, phase));
    }

    private static ConditionReason reasonOfWork(DatabaseSyncRunStatus status, Phase phase) {
        if (waitsForTarget(status)) {
            return ConditionReason.Reconnecting;
        }
        return phase == Phase.AwaitingApproval ? ConditionReason.AwaitingApproval : ConditionReason.InProgress;
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
    public int percent() {
        Integer percent = progress == null ? null : progress.percent();
        return percent == null ? 0 : Math.clamp(percent, 0, 99);
    }

    /// The finished tables, while tables are copied or later.
    @Nullable
    public String tables() {
        ProgressStatus.Count tables = progress == null ? null : progress.tables();
        return tables == null || tables.total() == 0 ? null : tables.summary();
    }

    /// The rate of the copy, only during the copy.
    @Nullable
    public String rate() {
        ProgressStatus.Bytes bytes = progress == null || phase != Phase.Copying ? null : progress.bytes();
        return bytes == null ? null : bytes.rate();
    }

    @Nullable
    public Instant eta() {
        return progress == null ? null : progress.eta();
    }

    /// The time from the pod's report until the estimated end.
    @Nullable
    public String remaining() {
        return progress == null ? null : progress.remaining();
    }
}
