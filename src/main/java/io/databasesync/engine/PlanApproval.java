package io.databasesync.engine;

import io.databasesync.sync.Fix;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;

/// Checks that a person has approved the plan that the run is about to execute.
final class PlanApproval {
    private PlanApproval() {}

    /// @throws SyncException `PlanChanged` or `NotApproved`
    static void check(SyncRequest request, Plan plan) {
        String approved = request.approvedPlan();
        if (approved != null && !Plan.approves(approved, plan.hash())) {
            throw SyncException.of(
                    Reason.PlanChanged,
                    "plan " + Plan.shortHash(approved),
                    "plan %s was approved, but the plan is now %s: the servers, the selection, a warning or a table has changed"
                            .formatted(Plan.shortHash(approved), plan.shortHash()),
                    Fix.advice("look at the new plan, and approve that one"));
        }
        if (approved == null && request.approval().needed(plan.warnings().size())) {
            throw SyncException.of(
                    Reason.NotApproved,
                    "plan " + plan.shortHash(),
                    "approval is %s, and nobody has approved plan %s%s"
                            .formatted(
                                    request.approval(),
                                    plan.shortHash(),
                                    plan.warnings().isEmpty()
                                            ? ""
                                            : ", which warns: " + String.join("; ", plan.warningMessages())),
                    Fix.advice("look at the plan, and approve it"));
        }
    }
}
