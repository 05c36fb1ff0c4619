package io.databasesync.operator.run;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.RunResult;
import io.databasesync.operator.job.Attempts;
import io.databasesync.operator.job.Pods;
import io.databasesync.operator.job.StartTrouble;
import io.databasesync.operator.run.RunState.SyncLookup;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What to do about one run.
public sealed interface RunDecision {
    /// The run has ended and is settled.
    record Nothing() implements RunDecision {}

    /// Write the template and the owner into the run. After that the run is a snapshot.
    record Accept(DatabaseSyncSpec template, OwnerReference owner) implements RunDecision {
        /// Whether the run has both already, from an earlier attempt that did not write the status.
        public boolean done(DatabaseSyncRun run) {
            return template.equals(run.getSpec().template())
                    && run.getMetadata().getOwnerReferences().stream()
                            .anyMatch(reference -> reference.getUid().equals(owner.getUid()));
        }
    }

    /// Create the Job and the objects it needs. Its pod is held to these databases.
    record Start(Pins pins) implements RunDecision {}

    /// Create the Job that makes the plan, and the objects it needs. Its pod is held to these databases.
    record StartPlan(Pins pins) implements RunDecision {}

    /// The plan is made: write it into the status.
    record Show(PlanStatus plan) implements RunDecision {}

    /// A person must approve the plan.
    record Await(String message) implements RunDecision {}

    /// The run cannot continue yet; look again later.
    record Wait(String message) implements RunDecision {}

    /// The Job is under way: show it in the status.
    ///
    /// @param message absent while the pod's own report is enough
    record Follow(Phase phase, @Nullable String message) implements RunDecision {}

    /// Delete the Job, so that its pod stops and cleans up.
    record Stop(Job job) implements RunDecision {}

    /// Note that another run replaces this one, and delete the Job, none of whose containers has run.
    record Supersede(Job job) implements RunDecision {}

    /// Write into the status how the run ended.
    record Settle(Verdict verdict) implements RunDecision {}

    /// Decides what to do. The same state always gives the same answer.
    static RunDecision decide(RunState state) {
        if (state.status().settled()) {
            return new Nothing();
        }
        Optional<Verdict> restored = EndNote.restored(state.run());
        if (restored.isPresent()) {
            return new Settle(restored.get());
        }
        Optional<Verdict> verdict =
                Verdict.of(state.job(), state.pods(), state.status().progress());
        if (verdict.isPresent() && !stopped(state, verdict.get())) { // before cancel: a published run stays published
            return new Settle(StartVerdict.of(state, verdict.get()));
        }
        if (RunState.ending(state.run())) {
            return cancel(state);
        }
        if (!RunState.accepted(state.run())) {
            return accept(state);
        }
        if (state.jobVanished()) {
            return vanished(state);
        }
        Job atWork = state.job() == null ? state.planning().job() : state.job();
        if (state.start().outdated() && atWork != null) {
            return new Supersede(atWork);
        }
        return state.job() == null ? start(state) : follow(state);
    }

    /// Whether the Job may have failed only because it was deleted to end its run: no pod is left to
    /// give the reason.
    private static boolean stopped(RunState state, Verdict verdict) {
        return RunState.ending(state.run())
                && state.jobIsDeleted()
                && verdict.result() == RunResult.Failed
                && state.pods().stream().noneMatch(pod -> Pods.terminated(pod).isPresent());
    }

    /// Cancels the run unless it has published. A pod may publish before it sees the cancellation, and its Job may be
    /// gone before it reports that.
    private static RunDecision cancel(RunState state) {
        Optional<Verdict> published = Verdict.ofPods(state.pods(), state.now());
        if (published.isPresent()) {
            return new Settle(published.get());
        }
        if (state.job() != null && !state.jobIsDeleted()) {
            return new Stop(state.job());
        }
        Job plan = state.planning().job();
        if (plan != null && state.planning().running() && plan.getMetadata().getDeletionTimestamp() == null) {
            return new Stop(plan);
        }
        if (state.job() != null || !state.pods().isEmpty() || state.planning().running()) {
            return new Wait(StartVerdict.ending(state) + "; waiting for the pod to stop and clean up");
        }
        ProgressStatus progress = state.status().progress();
        if (progress != null && progress.phase() == Phase.Succeeded) { // no pod and no Job is left to ask
            return new Settle(Verdict.of(
                    RunResult.Succeeded,
                    ConditionReason.Succeeded,
                    "the new content was published before the run could be cancelled",
                    state.now()));
        }
        return new Settle(StartVerdict.ended(state));
    }

    private static RunDecision accept(RunState state) {
        return switch (state.sync()) {
            case SyncLookup.Missing missing -> refuse(state, missing.message());
            case SyncLookup.Unreadable unreadable -> refuse(state, unreadable.message());
            case SyncLookup.NotNeeded _ -> throw new IllegalStateException("the sync was not looked for");
            case SyncLookup.Found found -> accept(state, found);
        };
    }

    private static RunDecision accept(RunState state, SyncLookup.Found found) {
        DatabaseSyncSpec asked = state.run().getSpec().template();
        DatabaseSyncSpec template = found.spec().asTemplate();
        if (asked != null && !asked.equals(template)) {
            return refuse(
                    state,
                    "spec.template differs from the spec of DatabaseSync %s; leave template out"
                            .formatted(state.run().getSpec().syncRef()));
        }
        return new Accept(template, found.owner());
    }

    private static RunDecision refuse(RunState state, String message) {
        return new Settle(Verdict.of(RunResult.Failed, Reason.InvalidSpec, message, state.now()));
    }

    private static RunDecision vanished(RunState state) {
        String message = "Job %s was deleted before the run had ended, so its result is unknown; look for run %s in"
                        .formatted(
                                state.status().jobName(),
                                state.run().getMetadata().getName())
                + " databasesync.run of the target";
        return new Settle(Verdict.of(RunResult.Failed, ConditionReason.JobDeleted, message, state.now()));
    }

    private static RunDecision start(RunState state) {
        if (state.waitsFor().isPresent() && !ApprovalDecision.begun(state)) {
            return new Wait("waiting for run %s of the same sync to end"
                    .formatted(state.waitsFor().get()));
        }
        return ApprovalDecision.needed(state) ? ApprovalDecision.decide(state) : held(state, Start::new);
    }

    /// Starts a Job if the sync's pins allow it.
    static RunDecision held(RunState state, Function<Pins, RunDecision> start) {
        Pins pins = state.pins().orElse(null);
        if (pins == null) {
            return new Wait("DatabaseSync %s is not there any more"
                    .formatted(state.run().getSpec().syncRef()));
        }
        if (pins.clearing()) {
            return new Wait("waiting for the pinned identities to be cleared");
        }
        return pins.changedIn()
                .filter(_ -> writes(state.run()))
                .<RunDecision>map(found -> blocked(state, found))
                .orElseGet(() -> start.apply(pins));
    }

    private static boolean writes(DatabaseSyncRun run) {
        return run.getSpec().operation() != Operation.Plan && run.getSpec().operation() != Operation.Verify;
    }

    private static RunDecision blocked(RunState state, String found) {
        DatabaseSyncRun run = state.run();
        String message =
                "run %s found another database behind local or remote than the pinned one, so no run that writes starts; correct the Secret or host, then create a run with operation: Plan; or, if the change is meant, %s"
                        .formatted(
                                found,
                                Pins.ifMeant(
                                        run.getSpec().template(),
                                        new ObjectMetaBuilder()
                                                .withName(run.getSpec().syncRef())
                                                .withNamespace(run.getMetadata().getNamespace())
                                                .build()));
        return new Settle(Verdict.of(RunResult.Failed, Reason.IdentityChanged, message, state.now()));
    }

    /// While the pod reports, `status.progress` shows what it does: the operator copies only the phase.
    private static RunDecision follow(RunState state) {
        boolean reports = state.status().progress() != null;
        return new Follow(
                ActiveRunView.phase(state.status()),
                state.start()
                        .trouble()
                        .map(StartTrouble::message)
                        .or(() -> Attempts.failed(Objects.requireNonNull(state.job()), state.pods()))
                        .orElse(reports ? null : "waiting for the pod to start"));
    }
}
