package io.databasesync.operator.run;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.TerminationMessage;
import io.databasesync.operator.job.Attempts;
import io.databasesync.operator.job.StartTrouble;
import io.databasesync.sync.Approval;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Reason;
import io.databasesync.text.Display;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// What to do about a run whose plan is made before the run starts. No pod waits for a person: one Job makes the
/// plan, another one carries it out.
final class ApprovalDecision {
    private ApprovalDecision() {}

    /// Whether a Job of its own makes the run's plan first.
    static boolean needed(RunState state) {
        return state.run().getSpec().operation() == Operation.Sync && approval(state) != Approval.Never;
    }

    /// Whether the run's own Job makes and shows its plan.
    static boolean madeOnTheWay(RunState state) {
        return state.run().getSpec().operation() == Operation.Sync && !needed(state);
    }

    /// Whether the plan is made, or being made. Then it is this run's turn already.
    static boolean begun(RunState state) {
        return needed(state)
                && (state.status().plan() != null
                        || state.planning().job() != null
                        || state.planning().vanished());
    }

    /// Decides about an accepted run that has no Job of its own yet.
    static RunDecision decide(RunState state) {
        PlanStatus plan = state.status().plan();
        if (plan != null) {
            return approved(state, plan);
        }
        Optional<Verdict> verdict = state.planning().verdict();
        if (verdict.isPresent()) {
            return made(state, verdict.get());
        }
        if (state.planning().vanished()) {
            return new RunDecision.Settle(Verdict.of(
                    RunResult.Failed,
                    ConditionReason.JobDeleted,
                    "Job %s was deleted before the plan was made; nothing was written"
                            .formatted(state.status().jobName()),
                    state.now()));
        }
        return state.planning().job() == null
                ? RunDecision.held(state, RunDecision.StartPlan::new)
                : new RunDecision.Follow(
                        Phase.Validating,
                        state.start()
                                .trouble()
                                .map(StartTrouble::message)
                                .or(() -> Attempts.failed(
                                        Objects.requireNonNull(state.planning().job()),
                                        state.planning().pods()))
                                .orElse("making the plan that has to be approved"));
    }

    /// The plan that the termination message names: the one that the pod wrote into the status, or the operator's copy
    /// of it.
    static Optional<PlanStatus> told(RunState state, Optional<TerminationMessage> words) {
        ProgressStatus progress = state.status().progress();
        return Stream.of(
                        Optional.ofNullable(progress).map(ProgressStatus::plan),
                        Optional.ofNullable(state.status().plan()))
                .flatMap(Optional::stream)
                .filter(plan -> words.filter(message -> message.names(plan)).isPresent())
                .findFirst();
    }

    private static RunDecision made(RunState state, Verdict verdict) {
        if (verdict.result() != RunResult.Succeeded) {
            return new RunDecision.Settle(verdict);
        }
        return told(state, verdict.words())
                .<RunDecision>map(RunDecision.Show::new)
                .orElseGet(() -> new RunDecision.Settle(Verdict.of(
                        RunResult.Failed,
                        ConditionReason.PlanLost,
                        "the plan that the pod made is not the one in status.progress.plan, which somebody else wrote or deleted; nothing was written; start another run",
                        state.now())));
    }

    private static RunDecision approved(RunState state, PlanStatus plan) {
        String approved = state.run().getSpec().approvedPlan();
        if (approved == null) {
            return waits(state, plan) ? new RunDecision.Await(question(state, plan)) : carryOut(state, plan);
        }
        return Plan.approves(approved, plan.hash())
                ? carryOut(state, plan)
                : new RunDecision.Settle(Verdict.of(
                        RunResult.Failed,
                        Reason.PlanChanged,
                        "spec.approvedPlan is %s, but the plan is %s; nothing was written; start another run, and approve its plan"
                                .formatted(Plan.shortHash(approved), Plan.shortHash(plan.hash())),
                        state.now()));
    }

    /// Starts the run, held to the databases that the plan's pod reached. Fails it if the pins were cleared since.
    private static RunDecision carryOut(RunState state, PlanStatus plan) {
        Optional<Integer> made = Pins.repins(state.run());
        return RunDecision.held(
                state,
                pins -> made.isEmpty() || made.get() == pins.repins()
                        ? new RunDecision.Start(pins)
                        : new RunDecision.Settle(Verdict.of(
                                RunResult.Failed,
                                Reason.PlanChanged,
                                "the pinned identities were cleared after plan %s was made; nothing was written; start another run, and approve its plan"
                                        .formatted(Plan.shortHash(plan.hash())),
                                state.now())));
    }

    /// Whether a person must approve the plan.
    static boolean waits(RunState state, PlanStatus plan) {
        return state.run().getSpec().approvedPlan() == null
                && approval(state).needed(plan.totals().warnings());
    }

    /// The message of a run that waits for approval.
    static String question(RunState state, PlanStatus plan) {
        String run = state.run().getMetadata().getName();
        String namespace = state.run().getMetadata().getNamespace();
        return "plan %s waits for approval: %s: %s, %s, %s; see status.plan, then run: dbsync approve %s -n %s; or set spec.cancel"
                .formatted(
                        Plan.shortHash(plan.hash()),
                        plan.words(),
                        Display.count(plan.totals().tables(), "table"),
                        Display.estimatedRows(plan.totals().estimatedRows()),
                        Display.count(plan.totals().warnings(), "warning"),
                        run,
                        namespace);
    }

    private static Approval approval(RunState state) {
        DatabaseSyncSpec template = state.run().getSpec().template();
        return template == null ? Approval.Never : Objects.requireNonNullElse(template.approval(), Approval.Never);
    }
}
