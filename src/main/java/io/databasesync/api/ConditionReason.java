package io.databasesync.api;

import io.databasesync.sync.ReasonWord;

/// The reasons of conditions that say how things stand. Why a run failed is a [io.databasesync.sync.Reason], or one of
/// the last six here, where the worker had no say. Public API, never renamed. `docs/reasons.md` is generated from it.
public enum ConditionReason implements ReasonWord {
    Succeeded("The last run published what the spec asks for; of a plan: the plan was made.", "None needed."),
    InProgress("A run is under way.", "Wait."),
    AwaitingApproval(
            "A run has made its plan, and waits for a person to agree to it.",
            "Look at `status.plan` of the run, then `dbsync approve` it, or set `cancel`."),
    NeverRun("No run has ended yet.", "Wait."),
    Suspended("`spec.suspend` is true.", "Set it to false."),
    RolledBack("What the last sync published was rolled back.", "Change the spec or `spec.trigger` to sync again."),
    DeadlineExceeded("`spec.deadline` passed before the run had ended.", "Raise it."),
    OutOfMemory("The kernel killed the container at its memory limit.", "Raise `spec.worker.resources.limits.memory`."),
    WorkerCrashed(
            "The last pod ended without a word.",
            "Read its log; if it says `OutOfMemoryError`, raise" + " `spec.worker.resources.limits.memory`."),
    Refused("The pod exited with 6 and left no message.", "Read its log."),
    JobDeleted(
            "Somebody deleted the Job before the run had ended, so nobody saw how it ended.",
            "Look in `databasesync.run` of the target; `requested_by` begins with the" + " run's NAMESPACE/NAME."),
    PlanLost(
            "The plan in the run's status is not the one that its pod has made; nothing was written.",
            "Start another run; see who else may patch the status of runs.");

    private final String meaning;
    private final String fix;

    ConditionReason(String meaning, String fix) {
        this.meaning = meaning;
        this.fix = fix;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String fix() {
        return fix;
    }
}
