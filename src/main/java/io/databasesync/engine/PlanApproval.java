package io.databasesync.engine;

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
            throw new SyncException(
                    Reason.PlanChanged,
                    "plan %s was approved, but by now the plan is %s: servers, tables, warnings or what happens to a table are others; look at the new plan, and approve that one"
                            .formatted(Plan.shortHash(approved), plan.shortHash()));
        }
        if (approved == null && request.approval().needed(plan.warnings().size())) {
            throw new SyncException(
                    Reason.NotApproved,
                    "approval is %s, and nobody has approved plan %s%s; look at the plan, and approve it"
                            .formatted(
                                    request.approval(),
                                    plan.shortHash(),
                                    plan.warnings().isEmpty()
                                            ? ""
                                            : ", which warns: " + String.join("; ", plan.warningMessages())));
        }
    }
}
