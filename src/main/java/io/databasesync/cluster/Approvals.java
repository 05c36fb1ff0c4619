package io.databasesync.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.PlanStatus;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Approves the plans of runs: first look, then approve the plan that was shown.
public final class Approvals {
    private final Runs runs;
    private final String namespace;

    public Approvals(KubernetesClient client, String namespace) {
        this.runs = new Runs(client, namespace);
        this.namespace = namespace;
    }

    /// A plan to show to a person.
    public record Shown(DatabaseSyncRun run, PlanStatus plan) {
        /// The hash that somebody has approved before.
        public Optional<String> approved() {
            return Optional.ofNullable(run.getSpec().approvedPlan());
        }
    }

    /// The plan of a run.
    ///
    /// @param hash the expected hash of the plan, or its beginning; null for any
    /// @throws SyncException `InvalidSpec` if there is nothing to approve, `PlanChanged` if the run has another
    /// plan
    public Shown look(String name, @Nullable String hash) {
        DatabaseSyncRun run = runs.get(name);
        PlanStatus plan = plan(run, name);
        if (hash != null && !Plan.approves(hash, plan.hash())) {
            throw SyncException.of(
                    Reason.PlanChanged,
                    "run %s/%s".formatted(namespace, name),
                    "run %s/%s has plan %s and not %s"
                            .formatted(namespace, name, Plan.shortHash(plan.hash()), Plan.shortHash(hash)),
                    Fix.advice("look at it, and approve that one"));
        }
        return new Shown(run, plan);
    }

    /// Approves this plan. The run carries out this plan, or nothing if it has another plan by then.
    ///
    /// @return the changed run
    /// @throws SyncException `InvalidSpec` if the run was replaced by another one
    public DatabaseSyncRun approve(Shown shown) {
        return runs.change(shown.run(), Map.of("approvedPlan", shown.plan().hash()));
    }

    private PlanStatus plan(DatabaseSyncRun run, String name) {
        DatabaseSyncRunStatus status = run.getStatus();
        if (status != null && status.settled()) {
            throw invalid(name, "has ended (%s)".formatted(status.result()), "start another one, and approve its plan");
        }
        if (status == null || status.plan() == null) {
            throw invalid(
                    name,
                    "has no plan yet, it is %s"
                            .formatted(status == null || status.phase() == null ? "new" : status.phase()),
                    "wait until it is AwaitingApproval");
        }
        if (status.phase() != Phase.AwaitingApproval && run.getSpec().approvedPlan() == null) {
            throw invalid(
                    name,
                    "does not wait for an approval, it is %s".formatted(status.phase()),
                    "set approval: Always in its DatabaseSync to be asked");
        }
        return status.plan();
    }

    private SyncException invalid(String name, String found, String fix) {
        return SyncException.of(
                Reason.InvalidSpec,
                "run %s/%s".formatted(namespace, name),
                "run %s/%s %s".formatted(namespace, name, found),
                Fix.advice(fix));
    }
}
