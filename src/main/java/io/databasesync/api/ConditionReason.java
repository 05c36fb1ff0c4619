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
    Reconnecting(
            "The run has lost its connections to the target and waits for it, up to `spec.safety.reconnect`.",
            "Look at the target and the network. The run goes on by itself, or another attempt follows."),
    NeverRun("No run has ended yet.", "Wait."),
    RunDeleted(
            "Somebody deleted the run that was asked for before it had ended.",
            "Change the spec or `spec.trigger` to sync again."),
    Scheduled(
            "The spec was edited, and the clock starts the next run at `status.nextScheduleTime`.",
            "Wait, or set `spec.trigger` to run now."),
    RunUnderWay(
            "A run was under way when the clock asked for another one.",
            "Nothing to do. To have both, set `spec.schedule.overlap` to Queue or Replace."),
    RunQueued("A run of an earlier time of the schedule was still waiting.", "Nothing to do, or run less often."),
    StartMissed(
            "The operator could not start the run within `spec.schedule.startingDeadline`, for example because it was"
                    + " down.",
            "Set `spec.trigger` to run now, or raise the deadline."),
    WithinMaxAge("The last success is not older than `spec.maxAge`.", "Nothing to do."),
    MaxAgeExceeded(
            "The last success is older than `spec.maxAge`.",
            "See why runs fail or do not start: `status.message`, `status.schedule.lastSkipped` and `spec.suspend`."),
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
