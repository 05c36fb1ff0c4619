package io.databasesync.operator.job;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
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
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Objects;

/// The rights of a worker in the cluster: read its own run and write that run's status; and see, when it has to stop,
/// whether its Job or its namespace goes away, so that it cleans up. All objects have the run's name.
public final class WorkerAccess {
    private WorkerAccess() {}

    static String serviceAccountName(DatabaseSyncRun run, WorkerSpec worker) {
        return Objects.requireNonNullElse(
                worker.serviceAccountName(), run.getMetadata().getName());
    }

    /// The objects to create. Empty if the spec names a service account: then the user manages its rights.
    public static List<HasMetadata> resources(DatabaseSyncRun run, WorkerSpec worker) {
        return worker.serviceAccountName() == null ? List.of(serviceAccount(run), role(run), binding(run)) : List.of();
    }

    /// Deletes the objects of a run that has ended and had a Job. Such a run owns them: otherwise its Job was not
    /// created.
    public static void remove(KubernetesClient client, DatabaseSyncRun run) {
        DatabaseSyncSpec template = run.getSpec().template();
        if (template != null) {
            AtOnce.run(resources(run, Objects.requireNonNullElse(template.worker(), WorkerSpec.DEFAULT)).stream()
                    .<Runnable>map(resource -> () -> client.resource(resource).delete())
                    .toList());
        }
    }

    private static ServiceAccount serviceAccount(DatabaseSyncRun run) {
        return new ServiceAccountBuilder()
                .withMetadata(WorkerJob.metadata(run))
                .withAutomountServiceAccountToken(false) // the pod's spec mounts the token
                .build();
    }

    private static Role role(DatabaseSyncRun run) {
        String name = run.getMetadata().getName();
        return new RoleBuilder()
                .withMetadata(WorkerJob.metadata(run))
                .withRules(
                        rule(DatabaseSync.GROUP, "databasesyncruns", name, "get"),
                        rule(DatabaseSync.GROUP, "databasesyncruns/status", name, "patch"),
                        rule("batch", "jobs", name, "get"),
                        rule("", "namespaces", run.getMetadata().getNamespace(), "get"))
                .build();
    }

    private static PolicyRule rule(String group, String resource, String name, String verb) {
        return new PolicyRuleBuilder()
                .withApiGroups(group)
                .withResources(resource)
                .withResourceNames(name)
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
