package io.databasesync.api;

import io.databasesync.sync.ReasonWord;

/// The reasons of conditions that describe the status. A failed run has a [io.databasesync.sync.Reason], or one of
/// those here from `Superseded` on. Public API, never renamed. `docs/reasons.md` is generated from it.
public enum ConditionReason implements ReasonWord {
    Succeeded("The last run published what the spec asks for. Of a plan: the plan is made.", "Nothing to do."),
    InProgress("A run is under way.", "Wait."),
    AwaitingApproval(
            "A run has made its plan and waits for a person.",
            "Read `status.plan` of the run, then run `dbsync approve RUN`, or set `spec.cancel`."),
    NeverRun("No run has ended yet.", "Wait."),
    RunDeleted(
            "Somebody deleted the run that was asked for before it had ended.",
            "Change the spec or `spec.trigger` to sync again."),
    Suspended("`spec.suspend` is true.", "Set it to false."),
    RolledBack("The last sync was rolled back.", "Change the spec or `spec.trigger` to sync again."),
    Superseded(
            "Somebody changed the spec, or the operator's image, before a container of the run had started. Another"
                    + " run replaces it.",
            "Wait."),
    SecretMissing(
            "A Secret or a key that the pod needs does not exist.",
            "Create it, or correct its name. The run goes on by itself."),
    ImageUnavailable(
            "The node cannot get the image of the pod.",
            "Correct `spec.worker.image` or `spec.worker.imagePullSecrets`. The run is replaced by itself."),
    Unschedulable(
            "No node takes the pod.",
            "Make room, or change `spec.worker`. The run goes on, or is replaced, by itself."),
    PodRefused(
            "The cluster refuses the pod: a quota, a LimitRange, PodSecurity, a webhook, or a missing service account.",
            "Do what the message says, or change `spec.worker`. The run goes on, or is replaced, by itself."),
    PodNotStarted(
            "The pod does not start for another reason.",
            "Do what the message says. `kubectl describe` of the run's Job and pods tells more."),
    DeadlineExceeded("`spec.deadline` passed before the run ended.", "Raise the deadline."),
    OutOfMemory("The kernel killed the container at its memory limit.", "Raise `spec.worker.resources.limits.memory`."),
    WorkerCrashed(
            "The last pod ended without a message.",
            "Read its log. If it says `OutOfMemoryError`, raise `spec.worker.resources.limits.memory`."),
    Refused("The pod exited with 6 and left no message.", "Read its log."),
    JobDeleted(
            "Somebody deleted the Job before the run ended, so its result is unknown.",
            "Look in `databasesync.run` of the target; `requested_by` begins with the run's NAMESPACE/NAME."),
    PlanLost(
            "The plan in the run's status is not the one that its pod made. The run wrote nothing.",
            "Start another run. Check who else can patch the status of runs.");

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
