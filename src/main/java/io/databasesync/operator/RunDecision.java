package io.databasesync.operator;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.RunProgress;
import io.databasesync.api.RunResult;
import io.databasesync.operator.RunState.SyncLookup;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Objects;
import java.util.Optional;

/// What to do about one run.
sealed interface RunDecision {
    /// It has ended and is settled.
    record Nothing() implements RunDecision {}

    /// Write the template and the owner into the run; from then on it is a snapshot.
    record Accept(DatabaseSyncSpec template, OwnerReference owner) implements RunDecision {
        /// Whether the run holds both already, from an earlier try that did not get to write the status.
        boolean done(DatabaseSyncRun run) {
            return template.equals(run.getSpec().template())
                    && run.getMetadata().getOwnerReferences().stream()
                            .anyMatch(reference -> reference.getUid().equals(owner.getUid()));
        }
    }

    /// Create the Job and what it needs.
    record Start() implements RunDecision {}

    /// Somebody else's turn; look again later.
    record Wait(String message) implements RunDecision {}

    /// The Job is under way: show it.
    record Follow(Phase phase, String message) implements RunDecision {}

    /// Delete the Job, so that its pod stops and cleans up.
    record Stop() implements RunDecision {}

    /// Write down how it ended.
    record Settle(Verdict verdict) implements RunDecision {}

    /// The whole decision: the same state always gives the same answer.
    static RunDecision decide(RunState state) {
        if (state.status().settled()) {
            return new Nothing();
        }
        Optional<Verdict> verdict = Verdict.of(state.job(), state.pods());
        if (verdict.isPresent()) { // before cancel: what was published was published
            return new Settle(verdict.get());
        }
        if (state.run().getSpec().cancelled()) {
            return cancel(state);
        }
        if (!RunState.accepted(state.run())) {
            return accept(state);
        }
        if (state.jobVanished()) {
            return vanished(state);
        }
        return state.job() == null ? start(state) : follow(state);
    }

    /// A pod may have published before it heard of it, and its Job may be gone before it has said so.
    private static RunDecision cancel(RunState state) {
        Optional<Verdict> published = Verdict.ofPods(state.pods(), state.now());
        if (published.isPresent()) {
            return new Settle(published.get());
        }
        if (state.job() != null && !state.jobIsDeleted()) {
            return new Stop();
        }
        if (state.job() != null || !state.pods().isEmpty()) {
            return new Wait("cancelled; waiting for the pod to stop and clean up");
        }
        RunProgress progress = state.status().progress();
        if (progress != null && progress.phase() == Phase.Succeeded) { // nobody else is left to ask
            return new Settle(Verdict.of(
                    RunResult.Succeeded,
                    ConditionReason.Succeeded.name(),
                    "the new content was published before the run could be cancelled",
                    state.now()));
        }
        return new Settle(Verdict.of(
                RunResult.Cancelled,
                Reason.Cancelled.name(),
                "cancelled by spec.cancel; the replaced side is as it was before",
                state.now()));
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
        Optional<String> invalid = SpecCheck.problem(state.run().getSpec().operation(), template);
        if (invalid.isPresent()) {
            return refuse(state, invalid.get());
        }
        if (asked != null && !asked.equals(template)) {
            return refuse(
                    state,
                    "spec.template differs from the spec of DatabaseSync %s; leave template out"
                            .formatted(state.run().getSpec().syncRef()));
        }
        return new Accept(template, found.owner());
    }

    private static RunDecision refuse(RunState state, String message) {
        return new Settle(Verdict.of(RunResult.Failed, Reason.InvalidSpec.name(), message, state.now()));
    }

    private static RunDecision vanished(RunState state) {
        String message = "Job %s was deleted before the run had ended, so nobody saw how it ended; look for run %s in"
                        .formatted(
                                state.status().jobName(),
                                state.run().getMetadata().getName())
                + " databasesync.sync_history of the replaced database";
        return new Settle(Verdict.of(RunResult.Failed, ConditionReason.JobDeleted.name(), message, state.now()));
    }

    private static RunDecision start(RunState state) {
        return state.waitsFor()
                .<RunDecision>map(other -> new Wait("waiting for run %s of the same sync to end".formatted(other)))
                .orElseGet(Start::new);
    }

    private static RunDecision follow(RunState state) {
        RunProgress progress = state.status().progress();
        String message = progress == null ? null : progress.message();
        return new Follow(
                RunGlance.phase(state.status()),
                PodTrouble.of(state.pods())
                        .orElse(Objects.requireNonNullElse(message, "waiting for the pod to start")));
    }
}
