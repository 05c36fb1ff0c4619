package io.databasesync.operator.run;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncRunStatusBuilder;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.TerminationMessage;
import io.databasesync.operator.job.StartTrouble;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Phase;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The operator's half of a run's status, after a decision was carried out.
public final class RunStatusView {
    private final RunState state;
    private final DatabaseSyncRunStatus before;

    public RunStatusView(RunState state) {
        this.state = state;
        this.before = state.status();
    }

    public DatabaseSyncRunStatus underWay(Phase phase, @Nullable String message, @Nullable String jobName) {
        return underWay(phase, message, jobName, plan());
    }

    /// The plan the pod has reported so far. Its termination message confirms or discards it at the end. An approved
    /// plan is never replaced.
    private @Nullable PlanStatus plan() {
        ProgressStatus progress = before.progress();
        PlanStatus told = progress == null ? null : progress.plan();
        return told == null || !ApprovalDecision.madeOnTheWay(state) ? before.plan() : told;
    }

    /// The status after the plan is made. It tells whether a person must approve the plan.
    public DatabaseSyncRunStatus planned(PlanStatus plan) {
        String job = before.jobName();
        return ApprovalDecision.waits(state, plan)
                ? underWay(Phase.AwaitingApproval, ApprovalDecision.question(state, plan), job, plan)
                : underWay(phaseBefore(), "the plan is made", job, plan);
    }

    private DatabaseSyncRunStatus underWay(
            Phase phase, @Nullable String message, @Nullable String jobName, @Nullable PlanStatus plan) {
        return DatabaseSyncRunStatusBuilder.builder()
                .observedGeneration(state.generation())
                .phase(phase)
                .jobName(jobName)
                .attempts(attempts())
                .startedAt(startedAt())
                .message(message == null ? null : Conditions.cut(message))
                .plan(plan)
                .conditions(underWayConditions(phase))
                .build();
    }

    public DatabaseSyncRunStatus settled(Verdict verdict) {
        Optional<TerminationMessage> words = verdict.words();
        return DatabaseSyncRunStatusBuilder.builder()
                .observedGeneration(state.generation())
                .phase(verdict.result().phase())
                .jobName(
                        state.job() == null
                                ? before.jobName()
                                : state.job().getMetadata().getName())
                .attempts(attempts())
                .startedAt(startedAt())
                .finishedAt(verdict.finishedAt())
                .result(verdict.result())
                .reason(verdict.reason().name())
                .message(Conditions.cut(verdict.message()))
                .rows(words.map(TerminationMessage::rows).orElse(null))
                .bytes(words.map(TerminationMessage::bytes).orElse(null))
                .verification(words.map(TerminationMessage::verification).orElse(null))
                .atOnce(words.map(TerminationMessage::atOnce).orElse(null))
                .plan(settledPlan(words))
                .conditions(settledConditions(verdict))
                .build();
    }

    /// The plan of a settled run. A plan made for approval stays, whatever the run reported later.
    private @Nullable PlanStatus settledPlan(Optional<TerminationMessage> words) {
        return before.plan() != null && ApprovalDecision.needed(state)
                ? before.plan()
                : ApprovalDecision.told(state, words).orElse(before.plan());
    }

    public Phase phaseBefore() {
        return Objects.requireNonNullElse(before.phase(), Phase.Pending);
    }

    private List<Condition> underWayConditions(Phase phase) {
        StartTrouble trouble = state.start().trouble().orElseGet(() -> started(phase));
        boolean stalled = trouble.stalled();
        return new Conditions(before.conditions(), state.generation(), state.now())
                .set(Conditions.READY, false, trouble.reason(), trouble.message())
                .set(Conditions.RECONCILING, !stalled, trouble.reason(), trouble.message())
                .set(Conditions.STALLED, stalled, trouble.reason(), stalled ? trouble.message() : "")
                .list();
    }

    private static StartTrouble started(Phase phase) {
        return phase == Phase.AwaitingApproval
                ? new StartTrouble(ConditionReason.AwaitingApproval, "somebody has to approve the plan")
                : new StartTrouble(ConditionReason.InProgress, "the run has not ended yet");
    }

    private List<Condition> settledConditions(Verdict verdict) {
        boolean ready = verdict.result() == RunResult.Succeeded;
        return new Conditions(before.conditions(), state.generation(), state.now())
                .set(Conditions.READY, ready, verdict.reason(), verdict.message())
                .set(Conditions.RECONCILING, false, verdict.reason(), "the run has ended")
                .set(Conditions.STALLED, !ready, verdict.reason(), ready ? "" : verdict.message())
                .set(ready ? Conditions.COMPLETE : Conditions.FAILED, true, verdict.reason(), verdict.message())
                .list();
    }

    private @Nullable Integer attempts() {
        Job job = state.job();
        if (job == null || job.getStatus() == null) {
            return before.attempts();
        }
        JobStatus status = job.getStatus();
        int running = count(status.getActive()) + count(status.getSucceeded()) > 0 ? 1 : 0;
        int seen = Math.max(count(before.attempts()), count(status.getFailed()) + running);
        return seen == 0 ? null : seen;
    }

    private static int count(@Nullable Integer pods) {
        return pods == null ? 0 : pods;
    }

    private @Nullable Instant startedAt() {
        Job job = state.job();
        String start =
                job == null || job.getStatus() == null ? null : job.getStatus().getStartTime();
        return start == null ? before.startedAt() : Instant.parse(start);
    }
}
