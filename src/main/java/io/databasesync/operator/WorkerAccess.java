package io.databasesync.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.WorkerSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.List;
import java.util.Objects;

/// The rights of a worker in the cluster: read its own run and write that run's status. All objects have
/// the run's name.
final class WorkerAccess {
    private WorkerAccess() {}

    static String serviceAccountName(DatabaseSyncRun run, WorkerSpec worker) {
        return Objects.requireNonNullElse(
                worker.serviceAccountName(), run.getMetadata().getName());
    }

    /// The objects to create. Empty if the spec names a service account: then the user manages its rights.
    static List<HasMetadata> resources(DatabaseSyncRun run, WorkerSpec worker) {
        return worker.serviceAccountName() == null ? List.of(serviceAccount(run), role(run), binding(run)) : List.of();
    }

    private static ServiceAccount serviceAccount(DatabaseSyncRun run) {
        return new ServiceAccountBuilder()
                .withMetadata(WorkerJob.metadata(run))
                .withAutomountServiceAccountToken(false) // the pod's spec mounts the token
                .build();
    }

    private static Role role(DatabaseSyncRun run) {
        return new RoleBuilder()
                .withMetadata(WorkerJob.metadata(run))
                .withRules(rule(run, "databasesyncruns", "get"), rule(run, "databasesyncruns/status", "patch"))
                .build();
    }

    private static PolicyRule rule(DatabaseSyncRun run, String resource, String verb) {
        return new PolicyRuleBuilder()
                .withApiGroups(DatabaseSync.GROUP)
                .withResources(resource)
                .withResourceNames(run.getMetadata().getName())
                .withVerbs(verb)
                .build();
    }

    private static RoleBinding binding(DatabaseSyncRun run) {
        String name = run.getMetadata().getName();
        return new RoleBindingBuilder()
                .withMetadata(WorkerJob.metadata(run))
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                .addNewSubject(null, "ServiceAccount", name, run.getMetadata().getNamespace())
                .build();
    }
}
