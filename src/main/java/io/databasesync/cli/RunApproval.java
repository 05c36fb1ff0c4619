package io.databasesync.cli;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.Kubernetes;
import io.databasesync.api.RunPlan;
import io.databasesync.progress.Display;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncPlan;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names the plan of a run on a cluster as the one that was agreed to.
final class RunApproval {
    private final KubernetesClient client;
    private final Terminal terminal;
    private final PrintWriter out;
    private final PrintWriter err;

    RunApproval(KubernetesClient client, Terminal terminal, PrintWriter out, PrintWriter err) {
        this.client = client;
        this.terminal = terminal;
        this.out = out;
        this.err = err;
    }

    /// @param hash what the plan's has to be, or its beginning
    /// @param ask whether a person is asked
    /// @return the exit code
    /// @throws SyncException `InvalidSpec` if there is nothing to approve, `PlanChanged` if the plan is another one
    int approve(String place, String name, @Nullable String hash, boolean ask) {
        DatabaseSyncRun run = find(place, name);
        RunPlan plan = waiting(run, place, name);
        if (hash != null && !SyncPlan.approves(hash, plan.hash())) {
            throw new SyncException(
                    Reason.PlanChanged,
                    "run %s/%s has plan %s and not %s; look at it, and approve that one"
                            .formatted(place, name, SyncPlan.shortHash(plan.hash()), SyncPlan.shortHash(hash)));
        }
        out.println(PlanText.of(plan));
        String before = run.getSpec().approvedPlan();
        if (before != null) {
            out.println("Plan %s was approved already.".formatted(SyncPlan.shortHash(before)));
            return 0;
        }
        if (ask && !confirmed(plan)) {
            err.println("dbsync: not confirmed; nothing was approved.");
            return Reason.Cancelled.exitCode();
        }
        patch(run, plan);
        out.println("Approved plan %s of run %s/%s.".formatted(SyncPlan.shortHash(plan.hash()), place, name));
        return 0;
    }

    private DatabaseSyncRun find(String namespace, String name) {
        DatabaseSyncRun run = client.resources(DatabaseSyncRun.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (run == null) {
            throw invalid("namespace %s has no DatabaseSyncRun %s; list them with: kubectl get databasesyncruns -n %s"
                    .formatted(namespace, name, namespace));
        }
        return run;
    }

    private static RunPlan waiting(DatabaseSyncRun run, String namespace, String name) {
        DatabaseSyncRunStatus status = run.getStatus();
        if (status != null && status.settled()) {
            throw invalid("run %s/%s has ended (%s); start another one, and approve its plan"
                    .formatted(namespace, name, status.result()));
        }
        if (status == null || status.plan() == null) {
            throw invalid("run %s/%s has no plan yet, it is %s; wait until it is AwaitingApproval"
                    .formatted(namespace, name, status == null || status.phase() == null ? "new" : status.phase()));
        }
        if (status.phase() != Phase.AwaitingApproval && run.getSpec().approvedPlan() == null) {
            throw invalid(
                    "run %s/%s waits for no approval, it is %s; set approval: Always in its DatabaseSync to be asked"
                            .formatted(namespace, name, status.phase()));
        }
        return status.plan();
    }

    private boolean confirmed(RunPlan plan) {
        return terminal.agreed(out, "%n%s%nApprove?".formatted(Display.text(plan.words())));
    }

    /// Of this run: one that was deleted and made again is refused with a conflict.
    private void patch(DatabaseSyncRun run, RunPlan plan) {
        Map<String, Object> patch = Map.of(
                "metadata", Map.of("uid", run.getMetadata().getUid()), "spec", Map.of("approvedPlan", plan.hash()));
        Kubernetes.patch(client, run, patch);
    }

    private static SyncException invalid(String message) {
        return new SyncException(Reason.InvalidSpec, message);
    }
}
