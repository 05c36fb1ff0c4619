package io.databasesync.worker;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.Identities;
import io.databasesync.contract.Annotations;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The run of a worker, as the API server holds it.
record WorkerRun(KubernetesClient client, String namespace, String name) {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerRun.class);
    private static final ResourceDefinitionContext RUNS =
            ResourceDefinitionContext.fromResourceType(DatabaseSyncRun.class);

    private static final Set<String> FAILED = Set.of("Failed", "FailureTarget");
    private static final Set<Integer> DENIED =
            Set.of(HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN);

    /// Reads the run with all fields that this version does not know, for a strict reader.
    @Nullable
    GenericKubernetesResource read() {
        return client.genericKubernetesResources(RUNS)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /// Whether no other pod will continue the run: somebody cancelled, deleted or replaced it, or its Job or its
    /// namespace goes away. False if the API server does not answer.
    boolean cancelled() {
        return over(this::runIsOver) || over(this::jobIsOver) || over(this::namespaceGoes);
    }

    private boolean over(BooleanSupplier question) {
        try {
            return question.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.warn("cannot ask whether run={} was cancelled; taking it for a drain", this, e);
            return false;
        }
    }

    private boolean runIsOver() {
        try {
            DatabaseSyncRun run = lenient();
            return run == null
                    || run.getMetadata().getDeletionTimestamp() != null
                    || run.getSpec().cancelled()
                    || Annotations.has(run, Annotations.SUPERSEDED)
                    || run.settled();
        } catch (KubernetesClientException e) {
            if (DENIED.contains(e.getCode())) {
                return true; // the worker's rights belong to the run, and were deleted with it
            }
            throw e;
        }
    }

    /// Whether no pod follows this one, because the Job is deleted or has failed, for example at its deadline.
    private boolean jobIsOver() {
        Job job =
                client.batch().v1().jobs().inNamespace(namespace).withName(name).get();
        return job == null
                || job.getMetadata().getDeletionTimestamp() != null
                || (job.getStatus() != null
                        && job.getStatus().getConditions().stream()
                                .anyMatch(condition ->
                                        FAILED.contains(condition.getType()) && "True".equals(condition.getStatus())));
    }

    /// Whether the namespace is being deleted. Then its pods go before the run does.
    private boolean namespaceGoes() {
        Namespace found = client.namespaces().withName(namespace).get();
        return found != null && found.getMetadata().getDeletionTimestamp() != null;
    }

    /// Reads the run leniently: an unknown field must not hide that the run has to stop.
    private @Nullable DatabaseSyncRun lenient() {
        return client.resources(DatabaseSyncRun.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /// Refuses a run that was cancelled or has ended. The operator may have settled a cancelled run before it
    /// saw the Job.
    static void refuseOver(GenericKubernetesResource run) {
        if (run.getMetadata().getDeletionTimestamp() != null || Boolean.TRUE.equals(run.get("spec", "cancel"))) {
            throw SyncException.of(
                    Reason.Cancelled, "the run", "the run was cancelled before this pod began", Fix.NONE);
        }
        if (run.get("status", "result") != null) {
            throw SyncException.of(
                    Reason.RunEnded, "the run", "the run has ended already: " + run.get("status", "result"), Fix.NONE);
        }
    }

    /// The number of this attempt: one more than the previous pod wrote, so the worker needs no other right.
    static int attempt(GenericKubernetesResource run) {
        Object before = run.get("status", "progress", "attempt");
        return before instanceof Integer attempt ? attempt + 1 : 1;
    }

    /// The databases that an earlier pod of this run has reached. This pod is held to them too, even in a first run.
    static Identities reached(GenericKubernetesResource run) {
        Object before = run.get("status", "progress", "identities");
        return before == null ? Identities.NONE : Identities.of(before);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
